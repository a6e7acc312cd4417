import { alert } from '../rules/alert.ts';
import { COUNT, dashboard, label, lines } from '../rules/links.ts';
import { query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';

/** What a release is made of, by the ends of the names of its workloads. */
export const PARTS = [
  'user-svc',
  'job-svc',
  'image-svc',
  'postgres',
  'object-store',
  'collector',
  'collector-agent',
  'collector-gateway',
  'jaeger',
  'loki',
  'prometheus',
  'alertmanager',
  'grafana',
  'kube-state-metrics',
] as const;

const POD = label('pod');
const CONTAINER = label('container');
const cluster = dashboard('triptych-kubernetes');
const ofPod = lines(`{service=~".+"} | k8s_pod_name="${POD}"`);
/** The service of what is called image-svc or collector here, and image_svc or otelcol in all that it sends. */
const service = (value: string) => `{{ ${value} | reReplaceAll "^collector" "otelcol" | reReplaceAll "-svc$" "_svc" }}`;
const ofContainer = service('$labels.container');
/** Of RELEASE-image-svc, and of RELEASE-loki-0. */
const ofObject = (name: string) => service(`$labels.${name} | reReplaceAll "^.*-(${PARTS.join('|')})(-[0-9]+)?$" "$1"`);

/** Series of kubelets with the labels that kube-state-metrics has for the same things. */
export const kubelet = (series: string) =>
  `label_replace(label_replace(${series}, "pod", "$1", "k8s_pod_name", "(.+)"), "container", "$1", "k8s_container_name", "(.+)")`;
const used = `max by (pod, container) (${kubelet('container_memory_working_set_bytes')})`;
const limit = 'max by (pod, container) (kube_pod_container_resource_limits{resource="memory"})';
const restarts = (window: string) =>
  `max by (pod, container) (increase(kube_pod_container_status_restarts_total[${window}]))`;

const VOLUME = label('k8s_pod_name');
const free = 'max by (k8s_pod_name, k8s_volume_name) (k8s_volume_available_bytes)';
const room = 'max by (k8s_pod_name, k8s_volume_name) (k8s_volume_capacity_bytes)';
const shrinking = 'max by (k8s_pod_name, k8s_volume_name) (-deriv(k8s_volume_available_bytes[6h]) > 0)';

/** What Kubernetes tells of pods and volumes. Outside of a cluster there are no such series. */
export const kubernetes: RuleGroup = {
  name: 'kubernetes',
  rules: [
    alert({
      name: 'ContainerMemoryNearLimit',
      severity: 'ticket',
      service: ofContainer,
      expr: `${used} / ${limit} > 0.9`,
      for: '5m',
      summary: `${CONTAINER} uses {{ $value | humanizePercentage }} of its memory`,
      description: `${POD} uses {{ $value | humanizePercentage }} of the memory it may have; at 100 % the kernel kills it, and what it was doing is lost.`,
      dashboard: cluster,
      query: ofPod,
    }),
    alert({
      name: 'ContainerOOMKilled',
      severity: 'ticket',
      service: ofContainer,
      expr: query(
        `${restarts('10m')} > 0`,
        'and max by (pod, container) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"}) == 1',
      ),
      summary: `${CONTAINER} was killed for its use of memory`,
      description: `${POD} used more memory than it may and was killed ${COUNT} times in 10 minutes.`,
      dashboard: cluster,
      query: ofPod,
    }),
    alert({
      name: 'ContainerRestarting',
      severity: 'ticket',
      service: ofContainer,
      expr: `${restarts('15m')} >= 3`,
      summary: `${CONTAINER} was restarted ${COUNT} times in 15 minutes`,
      description: `${POD} ends, or fails its liveness probe, soon after each start. Kubernetes waits longer each time, up to 5 minutes.`,
      dashboard: cluster,
      query: ofPod,
    }),
    alert({
      name: 'ReplicasMissing',
      severity: 'ticket',
      service: ofObject('workload'),
      expr: [
        missing('deployment', 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
        missing('statefulset', 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'),
        missing('daemonset', 'kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready'),
      ].join('\nor '),
      for: '10m',
      summary: `${label('workload')} is {{ $value | humanize }} pods short`,
      description: `{{ $value | humanize }} pods of ${label('workload')} have not been ready for 10 minutes: no node has room, an image cannot be pulled, a volume cannot be mounted, or they do not start.`,
      dashboard: cluster,
      query: lines('{service=~".+"} |~ "service (started|draining|stopped|failed)"'),
    }),
    alert({
      name: 'VolumeFilling',
      severity: 'ticket',
      service: ofObject('k8s_pod_name'),
      expr: query(`${free} / (${shrinking}) < 4 * 86400`, `and ${free} / ${room} < 0.3`),
      for: '1h',
      summary: `The volume of ${VOLUME} is full in {{ $value | humanizeDuration }}`,
      description: `At the pace of the last 6 hours the volume of ${VOLUME} is full in {{ $value | humanizeDuration }}.`,
      dashboard: cluster,
      query: lines(`{service=~".+"} | k8s_pod_name="${VOLUME}"`),
    }),
    alert({
      name: 'VolumeAlmostFull',
      severity: 'page',
      service: ofObject('k8s_pod_name'),
      expr: `${free} / ${room} < 0.05`,
      for: '5m',
      summary: `{{ $value | humanizePercentage }} of the volume of ${VOLUME} are free`,
      description: `Only {{ $value | humanizePercentage }} of the volume of ${VOLUME} are left. When it is full, what is written there is lost or refused.`,
      dashboard: cluster,
      query: lines(`{service=~".+"} | k8s_pod_name="${VOLUME}"`),
    }),
  ],
};

/** How many pods of a kind of workload are not as they should be. */
function missing(kind: string, wanted: string, there: string): string {
  const named = (series: string) => `label_replace(${series}, "workload", "$1", "${kind}", "(.+)")`;
  return `max by (workload) (${named(wanted)}) - max by (workload) (${named(there)}) > 0`;
}
