import { type App, Chart } from 'cdk8s';
import manifest from '../../package.json' with { type: 'json' };
import { Alertmanager } from './constructs/alertmanager.ts';
import { Collector } from './constructs/collector.ts';
import { addEntrance } from './constructs/entrance.ts';
import { Grafana } from './constructs/grafana.ts';
import { Jaeger } from './constructs/jaeger.ts';
import { KubeStateMetrics } from './constructs/kube-state-metrics.ts';
import { LinkTest } from './constructs/link-test.ts';
import { Loki } from './constructs/loki.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { ObjectStore } from './constructs/object-store.ts';
import { Postgres } from './constructs/postgres.ts';
import { Prometheus } from './constructs/prometheus.ts';
import { imageSvc, jobSvc, userSvc } from './constructs/services.ts';
import type { Context } from './context.ts';
import { openings } from './edges.ts';
import { allowOnly } from './network.ts';
import { run } from './run.ts';

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
