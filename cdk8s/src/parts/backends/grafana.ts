import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Construct } from 'constructs';
import environment from '../../../../backends/grafana/env.json' with { type: 'json' };
import { is } from '../../template/condition.ts';
import { replaced } from '../../template/replaced.ts';
import { checksum, json } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { goMemory } from '../base/go-memory.ts';
import { optionalSecretVariable, Part } from '../base/part.ts';
import { Headers, headersChecksum } from './access.ts';
import { dashboardTexts } from './dashboard-texts.ts';

const FOLDER = 'backends/grafana/provisioning';
const PROVISIONING = readdirSync(resolve(import.meta.dirname, '../../../..', FOLDER), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.yaml'))
  .sort();

/** The line of each data source, in the file of all, before which its headers are named. */
const FIRST_FIELDS = {
  PROMETHEUS: '      prometheusType: Prometheus\n',
  LOKI: '      maxLines: "1000"\n',
  JAEGER: '      tracesToLogsV2:\n',
};

/** The addresses of the data sources. */
export interface Sources {
  readonly prometheus: string;
  readonly loki: string;
  readonly jaeger: string;
  readonly alertmanager: string;
}

/** Grafana: dashboards of metrics, logs and traces. */
export class Grafana extends Part {
  constructor(scope: Construct, context: Context, sources: Sources) {
    const { grafana: settings } = context.values;
    super(scope, context, 'grafana', is(settings.mode, 'bundled'));
    const provisioning = this.filesOf('provisioning', this.provisioning());
    const dashboards = this.filesOf('dashboards', dashboardTexts(context));
    const { secret, checksum: passwords } = this.secret(settings.existingSecret, ['admin-password', 'secret-key']);
    const get = (path: string) => ({ httpGet: { path, port: 'http' } });

    this.serviceAccount(settings);
    this.service('http');
    this.statefulSet({
      settings,
      dataPath: '/var/lib/grafana',
      persistence: settings.persistence,
      credentials: `${passwords}${headersChecksum(context)}`,
      checksum: checksum(...provisioning.texts, ...dashboards.texts),
      container: {
        ports: this.containerPorts('http'),
        env: [
          ...goMemory(),
          // Encrypts the secrets in its database. Without the key in an existing Secret it has the one that everybody knows.
          optionalSecretVariable('GF_SECURITY_SECRET_KEY', secret, 'secret-key'),
          ...Object.entries({
            ...environment,
            GF_SERVER_ROOT_URL: context.values.alerts.grafanaUrl,
            GRAFANA_PROMETHEUS_URL: sources.prometheus,
            GRAFANA_LOKI_URL: sources.loki,
            GRAFANA_JAEGER_URL: sources.jaeger,
            GRAFANA_ALERTMANAGER_URL: sources.alertmanager,
          }).map(([name, value]) => ({ name, value })),
          ...Object.values(this.headers()).flatMap((headers) => headers.values()),
        ],
        // The first start creates its database. /healthz asks the server alone, /api/health asks the database as well.
        startupProbe: { ...get('/api/health'), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 150 },
        livenessProbe: { ...get('/healthz'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        readinessProbe: { ...get('/api/health'), periodSeconds: 5, timeoutSeconds: 3 },
        volumeMounts: [
          { name: 'provisioning', mountPath: environment.GF_PATHS_PROVISIONING },
          { name: 'dashboards', mountPath: environment.GRAFANA_DASHBOARDS_DIR },
          { name: 'secrets', mountPath: '/etc/grafana/secrets', readOnly: true },
        ],
      },
      volumes: [
        provisioning.volume,
        dashboards.volume,
        { name: 'secrets', secret: { secretName: secret, defaultMode: 0o440 } },
      ],
    });
  }

  private headers(): Record<keyof typeof FIRST_FIELDS, Headers> {
    const { prometheus, loki, jaeger } = this.context.values;
    return {
      PROMETHEUS: new Headers('GRAFANA_PROMETHEUS_HEADER', prometheus),
      LOKI: new Headers('GRAFANA_LOKI_HEADER', loki),
      JAEGER: new Headers('GRAFANA_JAEGER_HEADER', jaeger),
    };
  }

  /** The data sources with the headers that they send. Names are not in the environment: with an empty one no request works. */
  private withHeaders(file: string): string {
    return Object.entries(this.headers()).reduce((text, [name, headers]) => {
      const url = `    url: \${GRAFANA_${name}_URL}\n`;
      const first = FIRST_FIELDS[name as keyof typeof FIRST_FIELDS];
      const names = headers.text((header, _, i) => `      httpHeaderName${i}: ${json(header)}\n`);
      const values = headers.text((_, variable, i) => `httpHeaderValue${i}: "\${${variable}}", `);
      const secure = `    secureJsonData: {${values}}\n`;
      return replaced(replaced(text, first, names + first), url, url + secure);
    }, file);
  }

  /** The files of provisioning by their path. */
  private provisioning(): ReadonlyMap<string, string> {
    const texts = PROVISIONING.map((path) => {
      const file = this.context.file(`${FOLDER}/${path}`);
      return [path, path.startsWith('datasources/') ? this.withHeaders(file) : file] as const;
    });
    return new Map(texts);
  }

  /** Files of a folder as a volume of the same shape. One ConfigMap each: "kubectl apply" accepts 256 KiB at most. */
  private filesOf(folder: string, texts: ReadonlyMap<string, string>) {
    const files = [...texts].map(([path, text]) => {
      const suffix = `${folder}-${path.replace(/\.\w+$/, '').replaceAll('/', '-')}`;
      this.object('v1', 'ConfigMap', { data: { content: text } }, { suffix });
      return { text, source: { name: `${this.name}-${suffix}`, items: [{ key: 'content', path }] } };
    });
    return {
      texts: files.map(({ text }) => text),
      volume: { name: folder, projected: { sources: files.map(({ source }) => ({ configMap: source })) } },
    };
  }
}
