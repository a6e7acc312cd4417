import { limit } from '../limit.ts';
import { figure, graph, type Size } from '../panels.ts';
import { orNone } from '../promql.ts';
import { query } from '../queries.ts';
import { CONTAINER, events, linesOfPod, perContainer } from './series.ts';

/** Pods that completed, such as those of tests, need not be ready. */
const notReady = [
  'max by (pod) (kube_pod_status_ready{condition="true"}) == 0',
  'and on (pod) max by (pod) (kube_pod_status_phase{phase=~"Pending|Running"}) == 1',
].join(' ');
const restarts = (window: string) => perContainer(`increase(kube_pod_container_status_restarts_total[${window}])`);
const lastEnd = (where = '') => perContainer(`kube_pod_container_status_last_terminated_reason${where}`);

/** Four numbers that are 0 in a healthy release. */
export const troubles = (size: Size) => [
  figure({
    ...size,
    title: 'Pods that are not ready',
    description: 'Their readiness probe fails, or they wait for a node, an image or a volume.',
    unit: 'short',
    thresholds: [1, 3],
    queries: [query(`count(${notReady}) or vector(0)`)],
    links: [events],
  }),
  figure({
    ...size,
    title: 'Restarts in the time shown',
    description: 'Restarts of containers that ended or failed their liveness probe.',
    unit: 'short',
    thresholds: [1, limit('ContainerRestarting')],
    queries: [query(`round(sum(${restarts('$__range')})) or vector(0)`, { instant: true })],
    links: [events],
  }),
  figure({
    ...size,
    title: 'Containers killed for memory',
    description:
      'Containers that exceeded their memory limit at their last end, in the time shown. Raise the limit, or find ' +
      'the leak.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [
      query(`count(${lastEnd('{reason="OOMKilled"}')} == 1 and ${restarts('$__range')} > 0) or vector(0)`, {
        instant: true,
      }),
    ],
    links: [events],
  }),
  figure({
    ...size,
    title: 'Claims without a volume',
    description: 'The pods of these claims cannot start: there is no storage class, or none with room in this zone.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [query('sum(kube_persistentvolumeclaim_status_phase{phase!="Bound"}) or vector(0)')],
    links: [events],
  }),
];

export const podsOverTime = (size: Size) => [
  graph({
    ...size,
    title: 'Which pods are not ready?',
    description:
      'In a rollout a pod is not ready for some seconds. If it takes longer, read the events of Kubernetes and the ' +
      'log lines of the pod.',
    unit: 'short',
    queries: [query(orNone(`sum by (pod) ((${notReady}) + 1)`, { pod: 'none' }), { legend: '{{pod}}' })],
    links: [linesOfPod, events],
  }),
  graph({
    ...size,
    title: 'Why do containers wait?',
    description:
      'Containers that do not run, by reason. ImagePullBackOff: the image cannot be pulled; CrashLoopBackOff: the ' +
      'container ends soon after each start.',
    unit: 'short',
    queries: [
      query(
        orNone('sum by (pod, reason) (kube_pod_container_status_waiting_reason)', { pod: 'none', reason: 'waits' }),
        { legend: '{{pod}} {{reason}}' },
      ),
    ],
    links: [linesOfPod, events],
  }),
  graph({
    ...size,
    title: 'Which containers restart?',
    description: 'Restarts in 15 minutes. At the red line an alert fires.',
    unit: 'short',
    thresholds: [1, limit('ContainerRestarting')],
    queries: [query(restarts('15m'), { legend: CONTAINER })],
    links: [linesOfPod, events],
  }),
  graph({
    ...size,
    title: 'Why did containers end?',
    description:
      'The last end of each container, by reason: OOMKilled, Error or Completed. It is shown until the container ' +
      'ends again.',
    unit: 'short',
    queries: [
      query(
        orNone('sum by (pod, reason) (kube_pod_container_status_last_terminated_reason)', {
          pod: 'none',
          reason: 'ended',
        }),
        { legend: '{{pod}} {{reason}}' },
      ),
    ],
    links: [linesOfPod, events],
  }),
];
