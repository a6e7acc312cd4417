import { graph, type Size } from '../panels.ts';
import { queries, query } from '../queries.ts';
import { events } from './series.ts';

/** How many pods each kind of workload should have, and has. */
const KINDS = [
  ['deployment', 'kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'],
  ['statefulset', 'kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'],
  ['daemonset', 'kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready'],
] as const;
const named = (series: string, kind: string) =>
  `max by (workload) (label_replace(${series}, "workload", "$1", "${kind}", "(.+)"))`;
const wanted = KINDS.map(([kind, series]) => named(series, kind)).join(' or ');
const there = KINDS.map(([kind, , series]) => named(series, kind)).join(' or ');
const links = [events];

export const replicas = (size: Size) => [
  graph({
    ...size,
    title: 'How many pods of each workload are ready?',
    description: 'Ready pods. A step down and up again is a rollout.',
    unit: 'short',
    queries: [query(there, { legend: '{{workload}}' })],
    links,
  }),
  graph({
    ...size,
    title: 'How many pods are missing?',
    description:
      'Pods that a workload should have and that are not ready. After 10 minutes an alert fires: no node has room, ' +
      'or the pods do not start.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [query(`(${wanted}) - on (workload) (${there})`, { legend: '{{workload}}' })],
    links,
  }),
];

export const autoscaling = (size: Size) =>
  graph({
    ...size,
    title: 'Can autoscalers still add pods?',
    description:
      'Current and largest number of pods of each autoscaler. At the largest number the load can grow and the pods ' +
      'cannot.',
    unit: 'short',
    queries: queries({
      '{{horizontalpodautoscaler}}':
        'max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas)',
      '{{horizontalpodautoscaler}} at most':
        'max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas)',
    }),
    links,
  });
