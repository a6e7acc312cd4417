import { type Static, type TSchema, Type } from 'typebox';

/**
 * What Grafana reads, field by field. The npm packages that publish these types (@grafana/o11y-ds-frontend,
 * @grafana/prometheus) come with React and all of Grafana's user interface, so the few that are used are written
 * down here, strictly: an unknown field is an error. Versions 13.1 and 13.2 have them alike.
 */
const only = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const text = Type.String({ minLength: 1 });
/** An interval of Grafana's, possibly negative. */
const shift = Type.String({ pattern: '^-?\\d+(ms|s|m|h|d)$' });

/** `PromOptions` of @grafana/prometheus, dist/types/types.d.ts. */
const PromOptions = only({
  prometheusType: Type.Optional(Type.Literal('Prometheus')),
  httpMethod: Type.Optional(Type.Union([Type.Literal('POST'), Type.Literal('GET')])),
  timeInterval: Type.Optional(Type.String({ pattern: '^\\d+s$' })),
  exemplarTraceIdDestinations: Type.Optional(
    Type.Array(
      only({
        name: text,
        url: Type.Optional(text),
        urlDisplayLabel: Type.Optional(text),
        datasourceUid: Type.Optional(text),
      }),
    ),
  ),
  // Of AlertingUIDataSourceJsonData in @grafana/runtime, which every data source may have.
  alertmanagerUid: Type.Optional(text),
});

/** `LokiOptions` and `DerivedFieldConfig` of the Loki data source, src/types.ts. */
const LokiOptions = only({
  maxLines: Type.Optional(Type.String({ pattern: '^\\d+$' })),
  derivedFields: Type.Optional(
    Type.Array(
      only({
        name: text,
        matcherRegex: Type.String({ format: 'regex' }),
        matcherType: Type.Optional(Type.Union([Type.Literal('label'), Type.Literal('regex')])),
        url: Type.Optional(text),
        urlDisplayLabel: Type.Optional(text),
        datasourceUid: Type.Optional(text),
        targetBlank: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
});

/** `TraceToLogsOptionsV2`, `TraceToMetricsOptions`, `NodeGraphOptions` of @grafana/o11y-ds-frontend; Jaeger's own. */
const JaegerOptions = only({
  tracesToLogsV2: Type.Optional(
    only({
      datasourceUid: Type.Optional(text),
      tags: Type.Optional(Type.Array(only({ key: text, value: Type.Optional(text) }))),
      spanStartTimeShift: Type.Optional(shift),
      spanEndTimeShift: Type.Optional(shift),
      filterByTraceID: Type.Optional(Type.Boolean()),
      filterBySpanID: Type.Optional(Type.Boolean()),
      query: Type.Optional(text),
      customQuery: Type.Boolean(),
    }),
  ),
  tracesToMetrics: Type.Optional(
    only({
      datasourceUid: Type.Optional(text),
      tags: Type.Optional(Type.Array(only({ key: text, value: text }))),
      queries: Type.Array(only({ name: Type.Optional(text), query: Type.Optional(text) })),
      spanStartTimeShift: Type.Optional(shift),
      spanEndTimeShift: Type.Optional(shift),
    }),
  ),
  nodeGraph: Type.Optional(only({ enabled: Type.Optional(Type.Boolean()) })),
  traceIdTimeParams: Type.Optional(only({ enabled: Type.Optional(Type.Boolean()) })),
});

/** `AlertManagerDataSourceJsonData` of Grafana's alertmanager data source. */
const AlertManagerOptions = only({
  implementation: Type.Optional(
    Type.Union([Type.Literal('prometheus'), Type.Literal('mimir'), Type.Literal('cortex')]),
  ),
  handleGrafanaManagedAlerts: Type.Optional(Type.Boolean()),
});

/** `upsertDataSourceFromConfigV1` of pkg/services/provisioning/datasources. */
const dataSource = <T extends string, J extends TSchema>(type: T, jsonData: J) =>
  only({
    name: text,
    uid: Type.String({ pattern: '^[a-z]{1,40}$' }),
    type: Type.Literal(type),
    access: Type.Literal('proxy'),
    url: Type.String({ pattern: '^http://' }),
    isDefault: Type.Optional(Type.Boolean()),
    editable: Type.Boolean(),
    jsonData,
  });

export const DataSources = only({
  apiVersion: Type.Literal(1),
  prune: Type.Optional(Type.Boolean()),
  datasources: Type.Tuple([
    dataSource('prometheus', PromOptions),
    dataSource('loki', LokiOptions),
    dataSource('jaeger', JaegerOptions),
    dataSource('alertmanager', AlertManagerOptions),
  ]),
});
export type DataSources = Static<typeof DataSources>;

/** `configV1` of pkg/services/provisioning/dashboards. */
export const DashboardProviders = only({
  apiVersion: Type.Literal(1),
  providers: Type.Array(
    only({
      name: text,
      type: Type.Literal('file'),
      folder: Type.Optional(text),
      folderUid: Type.Optional(text),
      allowUiUpdates: Type.Optional(Type.Boolean()),
      disableDeletion: Type.Optional(Type.Boolean()),
      updateIntervalSeconds: Type.Optional(Type.Integer({ minimum: 10 })),
      options: only({ path: text, foldersFromFilesStructure: Type.Optional(Type.Boolean()) }),
    }),
  ),
});
export type DashboardProviders = Static<typeof DashboardProviders>;
