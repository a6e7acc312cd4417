import { type PartName, SERVICE_NAMES } from '@triptych/parts';
import { sendsAlerts } from './parts/backends/receivers.ts';
import type { Component } from './parts/base/component.ts';
import { hasCertificate } from './parts/base/entrance.ts';
import type { Openings } from './parts/base/network.ts';
import type { Part } from './parts/base/part.ts';
import { OTLP_TLS } from './parts/collector/external.ts';
import { OTLP } from './parts/collector/otelcol.ts';
import { all, any, is, not, present } from './template/condition.ts';
import type { Undecided } from './template/undecided.ts';
import type { Values } from './values.ts';

/** Every part, and the pods that check the links between signals: once in `helm test`, and again and again. */
export type Parts = Readonly<Record<PartName, Part>> & { readonly test: Component; readonly verify: Component };

/** The architecture as allowed traffic; all other traffic is denied. parts.json has the same as `calls`: a test compares them. */
export function openings(parts: Parts, values: Undecided<Values>): Openings {
  const { user_svc, job_svc, image_svc, console, postgres, object_store, test, verify } = parts;
  const { otelcol, otelcol_agent: agent, otelcol_gateway: gateway, kube_state_metrics } = parts;
  const { jaeger, loki, prometheus, alertmanager, grafana } = parts;
  const services = SERVICE_NAMES.map((name) => parts[name]);
  const external = (...names: readonly ('jaeger' | 'loki' | 'prometheus' | 'alertmanager')[]) =>
    any(...names.map((name) => is(values[name].mode, 'external', 'operator')));
  const hasExternalStore = is(values.objectStore.mode, 'external');

  return {
    edges: [
      [user_svc, job_svc, 'http'],
      [job_svc, image_svc, 'http'],
      [job_svc, postgres, 'sql'],
      [user_svc, object_store, 's3'],
      [image_svc, object_store, 's3'],
      ...[...services, gateway].map((part) => [part, otelcol, ...OTLP] as const),
      ...[...services, agent].map((part) => [part, gateway, ...OTLP] as const),
      [agent, otelcol, ...OTLP],
      [agent, kube_state_metrics, 'metrics'],
      [otelcol, jaeger, 'otlp-http'],
      [otelcol, loki, 'http'],
      [otelcol, prometheus, 'http'],
      [jaeger, prometheus, 'http'],
      [prometheus, alertmanager, 'http'],
      ...services.map((part) => [prometheus, part, 'http'] as const),
      [prometheus, jaeger, 'metrics'],
      [prometheus, loki, 'http'],
      ...[user_svc, jaeger, loki, prometheus, alertmanager].map((part) => [console, part, 'http'] as const),
      [grafana, jaeger, 'http'],
      [grafana, loki, 'http'],
      [grafana, prometheus, 'http'],
      [grafana, alertmanager, 'http'],
      ...[test, verify].flatMap((pod) =>
        [user_svc, jaeger, loki, prometheus].map((part) => [pod, part, 'http'] as const),
      ),
      ...[otelcol, gateway].map((part) => [verify, part, 'otlp-http'] as const),
    ],
    outsiders: {
      api: [[user_svc, 'http']],
      pages: [job_svc, image_svc, console, jaeger, loki, prometheus, alertmanager, grafana].map(
        (part) => [part, 'http'] as const,
      ),
      monitoring: [
        ...[...services, loki, prometheus, alertmanager, grafana].map((part) => [part, 'http'] as const),
        [jaeger, 'metrics'],
      ],
      telemetry: [otelcol, gateway].map((part) => [part, ...OTLP] as const),
    },
    // The first Collector that telemetry reaches has the receiver for them.
    senders: [
      [otelcol, all(values.collector.otlp.enabled, not(values.collector.gateway.enabled)), ...OTLP_TLS],
      [gateway, values.collector.otlp.enabled, ...OTLP_TLS],
    ],
    // The agent also calls the kubelet of its node.
    kubernetes: [[otelcol], [agent, 10250], [kube_state_metrics]],
    outside: [
      [job_svc, is(values.postgres.mode, 'external')],
      [user_svc, any(hasExternalStore, hasCertificate(values))],
      [image_svc, hasExternalStore],
      [otelcol, external('jaeger', 'loki', 'prometheus')],
      [jaeger, any(not(is(values.jaeger.storage.type, 'badger')), external('prometheus'))],
      [loki, is(values.loki.storage.type, 's3')],
      [prometheus, any(present(values.prometheus.remoteWrite), external('alertmanager'))],
      [alertmanager, sendsAlerts(values.alertmanager.receivers)],
      [console, external('jaeger', 'loki', 'prometheus', 'alertmanager')],
      [grafana, external('jaeger', 'loki', 'prometheus', 'alertmanager')],
      [test, external('jaeger', 'loki', 'prometheus')],
      [verify, external('jaeger', 'loki', 'prometheus')],
    ],
  };
}
