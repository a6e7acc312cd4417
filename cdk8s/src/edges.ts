import { JAEGER_METRICS } from './parts/backends/jaeger.ts';
import { sendsAlerts } from './parts/backends/receivers.ts';
import type { Openings } from './parts/base/network.ts';
import type { Part } from './parts/base/part.ts';
import type { Collector } from './parts/collector/collector.ts';
import { hasCertificate } from './parts/services/services.ts';
import { any, is, not, present } from './template/condition.ts';
import type { Undecided } from './template/undecided.ts';
import type { Values } from './values.ts';

/** Every part whose traffic is ruled. */
export interface Parts {
  readonly userSvc: Part;
  readonly jobSvc: Part;
  readonly imageSvc: Part;
  readonly postgres: Part;
  readonly pictures: Part;
  readonly collector: Collector;
  readonly jaeger: Part;
  readonly loki: Part;
  readonly prometheus: Part;
  readonly alertmanager: Part;
  readonly grafana: Part;
  readonly kubeStateMetrics: Part;
  readonly test: Part;
}

/** The architecture as ways of traffic; there are no others. */
export function openings(parts: Parts, values: Undecided<Values>): Openings {
  const { userSvc, jobSvc, imageSvc, postgres, pictures, collector, test, kubeStateMetrics } = parts;
  const { jaeger, loki, prometheus, alertmanager, grafana } = parts;
  const { agent, gateway } = collector;
  const services = [userSvc, jobSvc, imageSvc];
  const external = (...names: readonly ('jaeger' | 'loki' | 'prometheus' | 'alertmanager')[]) =>
    any(...names.map((name) => is(values[name].mode, 'external', 'operator')));
  const pictureStore = is(values.objectStore.mode, 'external');

  return {
    edges: [
      [userSvc, jobSvc, 8082],
      [jobSvc, imageSvc, 8084],
      [jobSvc, postgres, 5432],
      [userSvc, pictures, 8333],
      [imageSvc, pictures, 8333],
      ...[...services, gateway].map((part) => [part, collector, 4317, 4318] as const),
      ...[...services, agent].map((part) => [part, gateway, 4317, 4318] as const),
      [agent, collector, 4317, 4318],
      [agent, kubeStateMetrics, 8080],
      [collector, jaeger, 14318],
      [collector, loki, 3100],
      [collector, prometheus, 9090],
      [jaeger, prometheus, 9090],
      [prometheus, alertmanager, 9093],
      [prometheus, userSvc, 8081],
      [prometheus, jobSvc, 8082],
      [prometheus, imageSvc, 8084],
      [prometheus, jaeger, JAEGER_METRICS],
      [prometheus, loki, 3100],
      [grafana, jaeger, 16686],
      [grafana, loki, 3100],
      [grafana, prometheus, 9090],
      [grafana, alertmanager, 9093],
      [test, userSvc, 8081],
      [test, jaeger, 16686],
      [test, loki, 3100],
      [test, prometheus, 9090],
    ],
    pages: [
      [userSvc, 8081],
      [jobSvc, 8082],
      [imageSvc, 8084],
      [jaeger, 16686],
      // For a Prometheus that is not of this release.
      [jaeger, JAEGER_METRICS],
      [loki, 3100],
      [prometheus, 9090],
      [alertmanager, 9093],
      [grafana, 3000],
    ],
    // The agent asks the kubelet of its node, too.
    api: [[collector], [agent, 10250], [kubeStateMetrics]],
    outside: [
      [jobSvc, is(values.postgres.mode, 'external')],
      [userSvc, any(pictureStore, hasCertificate({ values }))],
      [imageSvc, pictureStore],
      [collector, external('jaeger', 'loki', 'prometheus')],
      [jaeger, any(not(is(values.jaeger.storage.type, 'badger')), external('prometheus'))],
      [loki, is(values.loki.storage.type, 's3')],
      [prometheus, any(present(values.prometheus.remoteWrite), external('alertmanager'))],
      [alertmanager, sendsAlerts(values.alertmanager.receivers)],
      [grafana, external('jaeger', 'loki', 'prometheus', 'alertmanager')],
      [test, external('jaeger', 'loki', 'prometheus')],
    ],
  };
}
