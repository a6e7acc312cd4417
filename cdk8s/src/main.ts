import { type App, Chart } from 'cdk8s';
import manifest from '../../package.json' with { type: 'json' };
import { run } from './chart/run.ts';
import { openings } from './edges.ts';
import { Alertmanager } from './parts/backends/alertmanager.ts';
import { Grafana } from './parts/backends/grafana.ts';
import { Jaeger } from './parts/backends/jaeger.ts';
import { Loki } from './parts/backends/loki.ts';
import { Prometheus } from './parts/backends/prometheus.ts';
import type { Context } from './parts/base/context.ts';
import { allowOnly } from './parts/base/network.ts';
import { Collector } from './parts/collector/collector.ts';
import { KubeStateMetrics } from './parts/collector/kube-state-metrics.ts';
import { LinkTest } from './parts/helm-test/link-test.ts';
import { Monitoring } from './parts/operator/operator-objects.ts';
import { addEntrance } from './parts/services/entrance.ts';
import { imageSvc, jobSvc, userSvc } from './parts/services/services.ts';
import { ObjectStore } from './parts/stores/object-store.ts';
import { Postgres } from './parts/stores/postgres.ts';

/** The whole system, in a scope. */
export function compose(scope: App, context: Context): Chart {
  const chart = new Chart(scope, 'triptych', {
    labels: {
      'app.kubernetes.io/part-of': 'triptych',
      'app.kubernetes.io/version': manifest.version,
      'app.kubernetes.io/managed-by': context.release.service,
    },
  });

  const postgres = new Postgres(chart, context);
  const pictures = new ObjectStore(chart, context);
  const services = {
    userSvc: userSvc(chart, context, pictures.environment),
    jobSvc: jobSvc(chart, context, postgres.environment),
    imageSvc: imageSvc(chart, context, pictures.environment),
  };
  addEntrance(services.userSvc, 8081);

  const alertmanager = new Alertmanager(chart, context);
  const prometheus = new Prometheus(chart, context, alertmanager.address);
  const jaeger = new Jaeger(chart, context, prometheus.queryUrl);
  const loki = new Loki(chart, context);
  const collector = new Collector(chart, context, { jaeger, loki, prometheus });
  const kubeStateMetrics = new KubeStateMetrics(chart, context);
  const { userSvc: user_svc, jobSvc: job_svc, imageSvc: image_svc } = services;
  new Monitoring(chart, context, {
    services: { user_svc: [user_svc, 'http'], job_svc: [job_svc, 'http'], image_svc: [image_svc, 'http'] },
    backends: { loki: [loki, 'http'], jaeger: [jaeger, 'metrics'] },
  });

  const backends = { jaeger: jaeger.queryUrl, loki: loki.queryUrl, prometheus: prometheus.queryUrl };
  const grafana = new Grafana(chart, context, { ...backends, alertmanager: alertmanager.queryUrl });
  const test = new LinkTest(chart, context, { ...backends, userSvc: `http://${services.userSvc.name}:8081` });

  const telemetry = { collector, jaeger, loki, prometheus, alertmanager, grafana, kubeStateMetrics };
  const parts = { ...services, postgres, pictures, ...telemetry, test };
  const ruled = [...Object.values(parts), collector.gateway, collector.agent];
  allowOnly(context, ruled, openings(parts, context.values));
  return chart;
}

if (import.meta.main) process.exitCode = run(process.argv.slice(2), compose);
