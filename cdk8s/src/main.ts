import type { PartName } from '@triptych/parts';
import { type App, Chart } from 'cdk8s';
import { run } from './chart/run.ts';
import { openings } from './edges.ts';
import { Alertmanager } from './parts/backends/alertmanager.ts';
import { DashboardFiles } from './parts/backends/dashboard-files.ts';
import { Grafana } from './parts/backends/grafana.ts';
import { Jaeger } from './parts/backends/jaeger.ts';
import { Loki } from './parts/backends/loki.ts';
import { Prometheus } from './parts/backends/prometheus.ts';
import type { Context } from './parts/base/context.ts';
import { addEntrance } from './parts/base/entrance.ts';
import { allowOnly } from './parts/base/network.ts';
import type { Part } from './parts/base/part.ts';
import { Collector } from './parts/collector/collector.ts';
import { KubeStateMetrics } from './parts/collector/kube-state-metrics.ts';
import { OperatorObjects } from './parts/operator/operator-objects.ts';
import { addServices } from './parts/services/services.ts';
import { ObjectStore } from './parts/stores/object-store.ts';
import { Postgres } from './parts/stores/postgres.ts';
import { LinkTest } from './parts/verify/link-test.ts';
import { LinkWatch } from './parts/verify/link-watch.ts';

/** The whole system, in a scope. */
export function compose(scope: App, context: Context): Chart {
  const chart = new Chart(scope, 'triptych', {
    labels: {
      'app.kubernetes.io/part-of': 'triptych',
      'app.kubernetes.io/version': context.version,
      'helm.sh/chart': context.chart,
      'app.kubernetes.io/managed-by': context.release.service,
    },
  });

  const postgres = new Postgres(chart, context);
  const object_store = new ObjectStore(chart, context);
  const alertmanager = new Alertmanager(chart, context);
  const prometheus = new Prometheus(chart, context, alertmanager.address);
  const jaeger = new Jaeger(chart, context, prometheus.queryUrl);
  const loki = new Loki(chart, context);
  const backends = { jaeger: jaeger.queryUrl, loki: loki.queryUrl, prometheus: prometheus.queryUrl };
  const services = addServices(chart, {
    context,
    database: postgres,
    pictures: object_store,
    backends: { ...backends, alertmanager: alertmanager.queryUrl },
  });
  // Not /metrics, /health and /swaggerui, which are for the cluster.
  addEntrance(services.user_svc, context.values, '/v1');
  addEntrance(services.console, context.values.console, '/');

  const otelcol = new Collector(chart, context, { jaeger, loki, prometheus });
  const kube_state_metrics = new KubeStateMetrics(chart, context);
  new OperatorObjects(chart, context, { ...services, loki, jaeger });

  const grafana = new Grafana(chart, context, { ...backends, alertmanager: alertmanager.queryUrl });
  addEntrance(grafana, context.values.grafana, '/');
  new DashboardFiles(chart, context);
  const targets = {
    ...backends,
    user_svc: `http://${services.user_svc.at('http')}`,
    receivers: { jaeger: jaeger.otlpEndpoint, loki: loki.otlpEndpoint, prometheus: prometheus.otlpEndpoint },
  };
  const test = new LinkTest(chart, context, targets);
  const verify = new LinkWatch(chart, context, targets);

  const parts = {
    ...services,
    ...{ postgres, object_store },
    ...{ otelcol, otelcol_gateway: otelcol.gateway, otelcol_agent: otelcol.agent, kube_state_metrics },
    ...{ jaeger, loki, prometheus, alertmanager, grafana },
  } satisfies Record<PartName, Part>;
  allowOnly(context, [...Object.values(parts), test, verify], openings({ ...parts, test, verify }, context.values));
  return chart;
}

if (import.meta.main) process.exitCode = run(process.argv.slice(2), compose);
