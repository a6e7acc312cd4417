import type { PartName } from '@triptych/parts';
import type { Replicated } from '../settings.ts';
import { ALWAYS, all, type Choice, type Condition, either, is, not } from '../template/condition.ts';
import { include } from '../template/named-templates.ts';
import { call } from '../template/token.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';

/** What an installation with the values that Helm has requests on a cluster of one node, such as "0.79 cores and 2.2 GiB". */
export function requested(values: Undecided<Values>): string {
  const pods = Object.values(podsOf(values)).map(([count, resources]) => call('list', count, resources));
  return include('requests', call('list', ...pods));
}

/** The number of pods of each part, and of the one that checks links, and their resources. */
function podsOf(values: Undecided<Values>): Record<PartName | 'verify', readonly [count: number, resources: object]> {
  const { collector, prometheus, alertmanager } = values;
  const { gateway, kubernetes } = collector;
  const service = (settings: Replicated & { resources: object }, exists = ALWAYS) => {
    const { autoscaling, replicas, resources } = settings;
    const pods = either(autoscaling.enabled, autoscaling.minReplicas, replicas);
    return [either(exists, pods, 0), resources] as const;
  };
  const onceIf = (condition: Condition, { resources }: { resources: object }) =>
    [either(condition, 1, 0), resources] as const;
  const bundled = (settings: { mode: Choice<string>; resources: object }, more?: Condition) =>
    onceIf(more === undefined ? is(settings.mode, 'bundled') : all(is(settings.mode, 'bundled'), more), settings);
  return {
    user_svc: service(values.userSvc),
    job_svc: service(values.jobSvc),
    image_svc: service(values.imageSvc),
    console: service(values.console, values.console.enabled),
    postgres: bundled(values.postgres),
    object_store: bundled(values.objectStore),
    otelcol: [either(gateway.enabled, gateway.replicas, 1), collector.resources],
    otelcol_gateway: [either(gateway.enabled, gateway.gatewayReplicas, 0), gateway.resources],
    otelcol_agent: onceIf(kubernetes.enabled, kubernetes.agent),
    kube_state_metrics: bundled(values.kubeStateMetrics, kubernetes.enabled),
    jaeger: bundled(values.jaeger),
    loki: bundled(values.loki),
    prometheus: bundled(prometheus),
    alertmanager: bundled(alertmanager, not(is(prometheus.mode, 'operator'))),
    grafana: bundled(values.grafana),
    verify: onceIf(values.verify.enabled, values.verify),
  };
}
