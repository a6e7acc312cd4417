import { prove } from './support/prove.ts';
import { after, gauge } from './support/values.ts';

const kubelet = (name: string, pod: string, container: string) =>
  `${name}{service_name="kubelet", k8s_namespace_name="triptych", k8s_pod_name="${pod}", k8s_container_name="${container}"}`;
const state = (name: string, labels: string) => `kube_${name}{service_name="kube-state-metrics", ${labels}}`;
const ofContainer = (name: string, pod: string, container: string, more = '') =>
  state(`pod_container_${name}`, `pod="${pod}", container="${container}"${more}`);
const volume = (name: 'available' | 'capacity', pod: string) =>
  `k8s_volume_${name}_bytes{service_name="kubelet", k8s_namespace_name="triptych", k8s_pod_name="${pod}", k8s_volume_name="data"}`;

const claim = (pod: string) =>
  state(
    'pod_spec_volumes_persistentvolumeclaims_info',
    `pod="${pod}", volume="data", persistentvolumeclaim="data-${pod}"`,
  );
const used = (pod: string, container: string) => kubelet('container_memory_rss_bytes', pod, container);
const limit = (pod: string, container: string, resource = 'memory') =>
  ofContainer('resource_limits', pod, container, `, resource="${resource}", unit="byte"`);
const restarts = (pod: string, container: string) => ofContainer('status_restarts_total', pod, container);
const terminated = (pod: string, container: string, reason: string) =>
  ofContainer('status_last_terminated_reason', pod, container, `, reason="${reason}"`);

const USER = 'triptych-user-svc-7d9f-x2x';
const JOB = 'triptych-job-svc-5c4b-abc';

/** A workload has two of three pods for 15 minutes. */
const short = (kind: string, wanted: string, there: string, workload: string, service: string) => ({
  alert: 'ReplicasMissing',
  when: `a ${kind} has been a pod short for 10 minutes`,
  series: {
    [state(wanted, `${kind}="${workload}"`)]: gauge([3, 30]),
    [state(there, `${kind}="${workload}"`)]: gauge([3, 5], [2, 15], [3, 10]),
  },
  silentAt: '14m45s',
  firingAt: '15m',
  resolvedAt: '20m',
  labels: { severity: 'ticket', service, workload },
  summary: `${workload} is 1 pod short`,
  description:
    `${workload} has been 1 pod short for 10 minutes: no node has room, an image cannot be pulled, a volume cannot ` +
    'be mounted, or a container does not start.',
});

const silent = (source: string, what: string) => ({
  summary: `No metrics arrive from ${source}`,
  description: `For 5 minutes no metric of ${source} has arrived, so alerts about ${what} cannot fire.`,
});

prove(
  'kubernetes',
  {
    alert: 'ContainerMemoryNearLimit',
    when: 'a container has used more than 90 % of its memory for 5 minutes',
    series: {
      [used(USER, 'user-svc')]: gauge([1e8, 1], [2.4e8, 8], [1e8, 3]),
      [limit(USER, 'user-svc')]: gauge([2.5e8, 12]),
      [limit(USER, 'user-svc', 'ephemeral-storage')]: gauge([1e10, 12]),
      [used(JOB, 'job-svc')]: gauge([1e8, 12]),
      [limit(JOB, 'job-svc')]: gauge([2.5e8, 12]),
    },
    silentAt: '5m45s',
    firingAt: '6m',
    resolvedAt: '9m',
    labels: { severity: 'ticket', service: 'user_svc', pod: USER, container: 'user-svc' },
    summary: 'user-svc uses 96% of its memory limit',
    description:
      `user-svc in the pod ${USER} has used more than 90 % of its memory limit for 5 minutes, and uses 96% now. At ` +
      '100 % the kernel kills it, and its work in progress is lost.',
  },
  {
    alert: 'ContainerMemoryNearLimit',
    when: 'it uses exactly 90 %, or has no limit',
    series: {
      [used(USER, 'user-svc')]: gauge([2.25e8, 12]),
      [limit(USER, 'user-svc')]: gauge([2.5e8, 12]),
      [used(JOB, 'job-svc')]: gauge([9e9, 12]),
    },
    silentUntil: '12m',
  },
  {
    alert: 'ContainerOOMKilled',
    when: 'a container restarts after it was killed for its use of memory',
    series: {
      [restarts('triptych-collector-0', 'collector')]: gauge([4, 20], [5, 20]),
      [terminated('triptych-collector-0', 'collector', 'OOMKilled')]: after(20, gauge([1, 20])),
    },
    silentAt: '19m45s',
    firingAt: '20m',
    resolvedAt: '30m',
    labels: { severity: 'ticket', service: 'otelcol', pod: 'triptych-collector-0', container: 'collector' },
    summary: 'collector was killed because it used too much memory',
    description:
      'In the last 10 minutes the kernel killed collector in the pod triptych-collector-0 once, because it exceeded ' +
      'its memory limit. Its work in progress was lost.',
  },
  {
    alert: 'ContainerOOMKilled',
    when: 'the kill was long ago, or the container ended for another reason',
    series: {
      [restarts('triptych-collector-0', 'collector')]: gauge([5, 40]),
      [terminated('triptych-collector-0', 'collector', 'OOMKilled')]: gauge([1, 40]),
      [restarts(USER, 'user-svc')]: gauge([0, 20], [1, 20]),
      [terminated(USER, 'user-svc', 'Error')]: after(20, gauge([1, 20])),
    },
    silentUntil: '40m',
  },
  {
    alert: 'ContainerRestarting',
    when: 'a container restarts three times in 15 minutes',
    series: { [restarts(JOB, 'job-svc')]: gauge([0, 20], [1, 2], [2, 4], [3, 30]) },
    silentAt: '25m45s',
    firingAt: '26m',
    resolvedAt: '35m',
    labels: { severity: 'ticket', service: 'job_svc', pod: JOB, container: 'job-svc' },
    summary: 'job-svc restarted 3 times in 15 minutes',
    description:
      `job-svc in the pod ${JOB} ends, or fails its liveness probe, soon after each start. Kubernetes waits longer ` +
      'before each restart, up to 5 minutes.',
  },
  {
    alert: 'ContainerRestarting',
    when: 'each of three pods restarts once or twice',
    series: {
      [restarts('a', 'image-svc')]: gauge([0, 20], [1, 2], [2, 30]),
      [restarts('b', 'image-svc')]: gauge([0, 20], [1, 2], [2, 30]),
      [restarts('c', 'image-svc')]: gauge([0, 20], [1, 32]),
    },
    silentUntil: '52m',
  },
  short(
    'deployment',
    'deployment_spec_replicas',
    'deployment_status_replicas_available',
    'triptych-job-svc',
    'job_svc',
  ),
  short('statefulset', 'statefulset_replicas', 'statefulset_status_replicas_ready', 'my-loki-loki', 'loki'),
  short(
    'daemonset',
    'daemonset_status_desired_number_scheduled',
    'daemonset_status_number_ready',
    'triptych-collector-agent',
    'otelcol_agent',
  ),
  {
    alert: 'ReplicasMissing',
    when: 'a rollout replaces pods, there are more than wanted, or none is wanted',
    series: {
      [state('deployment_spec_replicas', 'deployment="a"')]: gauge([3, 30]),
      [state('deployment_status_replicas_available', 'deployment="a"')]: gauge([3, 5], [2, 9], [3, 16]),
      [state('deployment_spec_replicas', 'deployment="b"')]: gauge([1, 30]),
      [state('deployment_status_replicas_available', 'deployment="b"')]: gauge([2, 30]),
      [state('statefulset_replicas', 'statefulset="c"')]: gauge([0, 30]),
      [state('statefulset_status_replicas_ready', 'statefulset="c"')]: gauge([0, 30]),
    },
    silentUntil: '30m',
  },
  {
    alert: 'VolumeFilling',
    when: 'a volume with less than 30 % free will be full within 4 days, for an hour',
    series: {
      // 8 GB a day.
      [volume('available', 'triptych-loki-0')]: '30.5e9-5.48e6x400 80e9x60',
      [volume('capacity', 'triptych-loki-0')]: '100e9x461',
      [claim('triptych-loki-0')]: '1x461',
    },
    interval: '1m',
    silentAt: '2h31m',
    firingAt: '2h32m',
    resolvedAt: '6h41m',
    labels: { severity: 'ticket', service: 'loki', k8s_pod_name: 'triptych-loki-0', k8s_volume_name: 'data' },
    summary: 'The volume of triptych-loki-0 will be full in 3d 18h 13m 41s',
    description:
      'At the pace of the last 6 hours the volume of triptych-loki-0 will be full in 3d 18h 13m 41s. When it is ' +
      'full, new data is lost or refused.',
  },
  {
    alert: 'VolumeFilling',
    when: 'half of it is free, or it fills slowly, stays as full, or is emptied',
    series: {
      [volume('available', 'triptych-loki-0')]: '50e9-1e7x460',
      [volume('capacity', 'triptych-loki-0')]: '100e9x461',
      [claim('triptych-loki-0')]: '1x461',
      [volume('available', 'triptych-jaeger-0')]: '29e9-4.63e6x460',
      [volume('capacity', 'triptych-jaeger-0')]: '100e9x461',
      [claim('triptych-jaeger-0')]: '1x461',
      [volume('available', 'triptych-prometheus-0')]: '20e9x461',
      [volume('capacity', 'triptych-prometheus-0')]: '100e9x461',
      [claim('triptych-prometheus-0')]: '1x461',
      [volume('available', 'triptych-postgres-0')]: '10e9+1e7x460',
      [volume('capacity', 'triptych-postgres-0')]: '100e9x461',
      [claim('triptych-postgres-0')]: '1x461',
    },
    interval: '1m',
    silentUntil: '7h40m',
  },
  {
    alert: 'VolumeAlmostFull',
    when: 'less than 5 % of a volume has been free for 5 minutes',
    series: {
      [volume('available', 'triptych-object-store-0')]: gauge([5e9, 1], [4.7e9, 8], [5e9, 3]),
      [volume('capacity', 'triptych-object-store-0')]: gauge([1e11, 12]),
      [claim('triptych-object-store-0')]: gauge([1, 12]),
      [volume('available', 'triptych-postgres-0')]: gauge([5e9, 12]),
      [volume('capacity', 'triptych-postgres-0')]: gauge([1e11, 12]),
      [claim('triptych-postgres-0')]: gauge([1, 12]),
    },
    silentAt: '5m45s',
    firingAt: '6m',
    resolvedAt: '9m',
    labels: {
      severity: 'page',
      service: 'object_store',
      k8s_pod_name: 'triptych-object-store-0',
      k8s_volume_name: 'data',
    },
    summary: '4.7% of the volume of triptych-object-store-0 is free',
    description:
      'Less than 5 % of the volume of triptych-object-store-0 has been free for 5 minutes, and 4.7% is free now. ' +
      'When it is full, new data is lost or refused.',
  },
  {
    alert: 'VolumeAlmostFull',
    when: 'the disk of the node under an emptyDir is almost full',
    series: {
      [volume('available', 'triptych-loki-0')]: gauge([1e9, 12]),
      [volume('capacity', 'triptych-loki-0')]: gauge([1e11, 12]),
      [claim('triptych-jaeger-0')]: gauge([1, 12]),
    },
    silentUntil: '12m',
  },
  {
    alert: 'ClusterMetricsMissing',
    when: 'metrics of kubelets and of kube-state-metrics stop',
    series: {
      [used(USER, 'user-svc')]: gauge([1e8, 20]),
      [state('pod_info', `pod="${USER}", node="a"`)]: gauge([1, 20]),
    },
    silentAt: '29m30s',
    firingAt: '29m45s',
    labels: { severity: 'ticket', service: 'otelcol_agent', source: 'kubelet' },
    ...silent('kubelet', 'memory and volumes'),
    also: [
      {
        labels: { severity: 'ticket', service: 'otelcol_agent', source: 'kube-state-metrics' },
        ...silent('kube-state-metrics', 'pods that restart or are missing'),
      },
    ],
  },
  {
    alert: 'ClusterMetricsMissing',
    when: 'one pod of two ends, or outside of a cluster',
    series: {
      [used(USER, 'user-svc')]: gauge([1e8, 20]),
      [used(JOB, 'job-svc')]: gauge([1e8, 60]),
    },
    silentUntil: '60m',
  },
);
