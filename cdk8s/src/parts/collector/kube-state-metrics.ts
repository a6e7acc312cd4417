import type { Construct } from 'constructs';
import { ALWAYS, all, is } from '../../template/condition.ts';
import type { Context } from '../base/context.ts';
import { Part } from '../base/part.ts';
import { allow } from '../base/role.ts';

/** The kinds of objects that it follows, by API group. */
const RESOURCES = {
  '': ['pods', 'persistentvolumeclaims'],
  apps: ['daemonsets', 'deployments', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
};

/** The metrics that it keeps. */
const METRICS = [
  'kube_daemonset_status_desired_number_scheduled',
  'kube_daemonset_status_number_ready',
  'kube_deployment_spec_replicas',
  'kube_deployment_status_replicas_available',
  'kube_horizontalpodautoscaler_spec_max_replicas',
  'kube_horizontalpodautoscaler_status_current_replicas',
  'kube_persistentvolumeclaim_resource_requests_storage_bytes',
  'kube_persistentvolumeclaim_status_phase',
  'kube_pod_container_resource_limits',
  'kube_pod_container_resource_requests',
  'kube_pod_container_status_last_terminated_reason',
  'kube_pod_container_status_restarts_total',
  'kube_pod_container_status_waiting_reason',
  'kube_pod_info',
  'kube_pod_spec_volumes_persistentvolumeclaims_info',
  'kube_pod_status_phase',
  'kube_pod_status_ready',
  'kube_statefulset_replicas',
  'kube_statefulset_status_replicas_ready',
];

/** The state of the namespace's workloads as metrics. The Collector's agent reads them. */
export class KubeStateMetrics extends Part {
  constructor(scope: Construct, context: Context) {
    const { kubeStateMetrics: settings, collector } = context.values;
    const bundled = is(settings.mode, 'bundled');
    // Without an agent nothing reads it.
    super(scope, context, 'kube_state_metrics', all(bundled, collector.kubernetes.enabled));
    // Not /livez, which calls the Kubernetes API.
    const alive = { httpGet: { path: '/healthz', port: 'metrics' } };
    const account = this.serviceAccount(settings);

    allow(
      this,
      account,
      Object.entries(RESOURCES).map(([group, resources]) => ({
        apiGroups: [group],
        resources,
        verbs: ['list', 'watch'],
      })),
    );
    this.deployment(
      {
        settings,
        usesApi: ALWAYS,
        container: {
          args: [
            `--port=${this.port('metrics')}`,
            `--telemetry-port=${this.port('own-metrics')}`,
            `--namespaces=${context.release.namespace}`,
            `--resources=${Object.values(RESOURCES).flat().sort().join(',')}`,
            `--metric-allowlist=${METRICS.map((name) => `^${name}$`).join(',')}`,
          ],
          ports: this.containerPorts('metrics', 'own-metrics'),
          startupProbe: { ...alive, periodSeconds: 1, failureThreshold: 60 },
          livenessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5 },
          readinessProbe: { httpGet: { path: '/readyz', port: 'own-metrics' }, periodSeconds: 5, timeoutSeconds: 3 },
        },
      },
      { replicas: 1 },
    );
  }
}
