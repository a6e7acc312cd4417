import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import { partOfContainer, partOfObject } from '../rules/part-of.ts';
import { kubelet, query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { COUNT, choice, counted, DURATION, label, SHARE, TIMES } from '../rules/text.ts';
import { THRESHOLD, THRESHOLD_TEXT } from '../rules/threshold.ts';

const POD = label('pod');
const CONTAINER = label('container');
const cluster = dashboard('triptych-kubernetes');
const linesOfPod = lines(`{service=~".+"} | k8s_pod_name="${POD}"`);

/** Anonymous memory: the kernel takes back pages of files before it kills a container. */
const used = `max by (pod, container) (${kubelet('container_memory_rss_bytes')})`;
const limit = 'max by (pod, container) (kube_pod_container_resource_limits{resource="memory"})';
const restarts = (window: string) =>
  `max by (pod, container) (increase(kube_pod_container_status_restarts_total[${window}]))`;

const VOLUME = label('k8s_pod_name');
const ofVolume = (series: string) => `max by (k8s_pod_name, k8s_volume_name) (${series})`;
const free = ofVolume('k8s_volume_available_bytes');
const room = ofVolume('k8s_volume_capacity_bytes');
const shrinking = ofVolume('-deriv(k8s_volume_available_bytes[6h]) > 0');
/** Volumes with a claim: kubelets also report emptyDirs, whose room is that of the disk of the node. */
const PERSISTENT = ofVolume(
  'label_replace(label_replace(kube_pod_spec_volumes_persistentvolumeclaims_info, "k8s_pod_name", "$1", "pod", "(.+)"), ' +
    '"k8s_volume_name", "$1", "volume", "(.+)")',
);

/** Where the series of this file come from, each with one that it always has. */
const SOURCES = [
  ['kubelet', 'container_memory_rss_bytes'],
  ['kube-state-metrics', 'kube_pod_info'],
] as const;

/** Pods, workloads and volumes of a release. Outside of a cluster these series do not exist. */
export const kubernetes: RuleGroup = {
  name: 'kubernetes',
  rules: [
    alert({
      name: 'ContainerMemoryNearLimit',
      severity: 'ticket',
      service: partOfContainer,
      expr: `${used} / ${limit} > ${THRESHOLD}`,
      threshold: {
        value: 0.9,
        meaning: 'Share of its memory limit that a container uses (0 to 1), above which the alert fires',
        most: 1,
        shown: '%',
      },
      for: '5m',
      summary: `${CONTAINER} uses ${SHARE} of its memory limit`,
      description:
        `${CONTAINER} in the pod ${POD} has used more than ${THRESHOLD_TEXT} of its memory limit for 5 minutes, and uses ${SHARE} ` +
        'now. At 100 % the kernel kills it, and its work in progress is lost.',
      dashboard: cluster,
      query: linesOfPod,
    }),
    alert({
      name: 'ContainerOOMKilled',
      severity: 'ticket',
      service: partOfContainer,
      expr: query(
        `${restarts('10m')} > 0`,
        'and max by (pod, container) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"}) == 1',
      ),
      summary: `${CONTAINER} was killed because it used too much memory`,
      description:
        `In the last 10 minutes the kernel killed ${CONTAINER} in the pod ${POD} ${TIMES}, because it exceeded its ` +
        'memory limit. Its work in progress was lost.',
      dashboard: cluster,
      query: linesOfPod,
    }),
    alert({
      name: 'ContainerRestarting',
      severity: 'ticket',
      service: partOfContainer,
      expr: `${restarts('15m')} >= ${THRESHOLD}`,
      threshold: { value: 3, meaning: 'Restarts of a container in 15 minutes, from which the alert fires' },
      summary: `${CONTAINER} restarted ${COUNT} times in 15 minutes`,
      description:
        `${CONTAINER} in the pod ${POD} ends, or fails its liveness probe, soon after each start. Kubernetes waits ` +
        'longer before each restart, up to 5 minutes.',
      dashboard: cluster,
      query: linesOfPod,
    }),
    alert({
      name: 'ReplicasMissing',
      severity: 'ticket',
      service: partOfObject('workload'),
      expr: [
        missing('deployment', 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
        missing('statefulset', 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'),
        missing('daemonset', 'kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready'),
      ].join('\nor '),
      for: '10m',
      summary: `${label('workload')} is ${counted('pod', 'pods')} short`,
      description:
        `${label('workload')} has been ${counted('pod', 'pods')} short for 10 minutes: no node has room, an image ` +
        'cannot be pulled, a volume cannot be mounted, or a container does not start.',
      dashboard: cluster,
      query: lines('{service=~".+"} |~ "service (started|draining|stopped|failed)"'),
    }),
    alert({
      name: 'VolumeFilling',
      severity: 'ticket',
      service: partOfObject('k8s_pod_name'),
      expr: query(`${free} / (${shrinking}) < ${THRESHOLD}`, `and ${free} / ${room} < 0.3`, `and ${PERSISTENT}`),
      threshold: { value: 4 * 86_400, meaning: 'Seconds until a volume is full, below which the alert fires' },
      for: '1h',
      summary: `The volume of ${VOLUME} will be full in ${DURATION}`,
      description:
        `At the pace of the last 6 hours the volume of ${VOLUME} will be full in ${DURATION}. When it is full, new ` +
        'data is lost or refused.',
      dashboard: cluster,
      query: lines(`{service=~".+"} | k8s_pod_name="${VOLUME}"`),
    }),
    alert({
      name: 'VolumeAlmostFull',
      severity: 'page',
      service: partOfObject('k8s_pod_name'),
      expr: query(`${free} / ${room} < ${THRESHOLD}`, `and ${PERSISTENT}`),
      threshold: {
        value: 0.05,
        meaning: 'Share of a volume that is free (0 to 1), below which the alert fires',
        most: 1,
        shown: '%',
      },
      for: '5m',
      summary: `${SHARE} of the volume of ${VOLUME} is free`,
      description:
        `Less than ${THRESHOLD_TEXT} of the volume of ${VOLUME} has been free for 5 minutes, and ${SHARE} is free now. When it is ` +
        'full, new data is lost or refused.',
      dashboard: cluster,
      query: lines(`{service=~".+"} | k8s_pod_name="${VOLUME}"`),
    }),
    alert({
      name: 'ClusterMetricsMissing',
      severity: 'ticket',
      service: 'otelcol_agent',
      expr: SOURCES.map(
        ([source, series]) =>
          `label_replace(group(last_over_time(${series}[1d])) unless group(${series}), "source", "${source}", "", "")`,
      ).join('\nor '),
      for: '5m',
      summary: `No metrics arrive from ${label('source')}`,
      description:
        `For 5 minutes no metric of ${label('source')} has arrived, so alerts about ${choice('source', { kubelet: 'memory and volumes' }, 'pods that restart or are missing')} ` +
        'cannot fire.',
      dashboard: cluster,
      query: lines('{service="otelcol_agent"} |~ "(?i)error|warn|refus"'),
    }),
  ],
};

/** How many pods of a kind of workload are missing. */
function missing(kind: string, wanted: string, there: string): string {
  const named = (series: string) => `label_replace(${series}, "workload", "$1", "${kind}", "(.+)")`;
  return `max by (workload) (${named(wanted)}) - max by (workload) (${named(there)}) > 0`;
}
