import { label, lines } from '../explore.ts';
import { limit } from '../limit.ts';
import { graph, type Size } from '../panels.ts';
import { queries, query } from '../queries.ts';
import { events } from './series.ts';

const MONTH = 30 * 86_400;
const by = 'by (k8s_pod_name, k8s_volume_name)';
const free = `max ${by} (k8s_volume_available_bytes)`;
const room = `max ${by} (k8s_volume_capacity_bytes)`;
const shrinking = `max ${by} (-deriv(k8s_volume_available_bytes[6h]))`;
const legend = '{{k8s_pod_name}}';
const linesOfPod = lines('Log lines of its pod', `{service=~".+"} | k8s_pod_name="${label('k8s_pod_name')}"`);

/** What kubelets tell of volumes, which not every kind of volume lets them. */
export const volumes = (size: Size) => [
  graph({
    ...size,
    title: 'How much of each volume is free?',
    description:
      'By the pod that has it. Below the red line somebody is told: what is written there will be lost or refused.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.3, limit('VolumeAlmostFull')],
    queries: [query(`${free} / ${room}`, { legend })],
    links: [linesOfPod, events],
  }),
  graph({
    ...size,
    title: 'When is a volume full?',
    description:
      'At the pace of the last 6 hours; a month is shown for all that is longer, or never. Below the red line, with ' +
      'less than 30 % free, somebody is told.',
    unit: 's',
    max: MONTH,
    thresholds: [MONTH / 2, limit('VolumeFilling')],
    // What shrinks by less than a byte a second does not shrink.
    queries: [query(`clamp_max(${free} / clamp_min(${shrinking}, 1), ${MONTH})`, { legend })],
    links: [linesOfPod, events],
  }),
];

export const claims = (size: Size) =>
  graph({
    ...size,
    title: 'How much is claimed?',
    description:
      'Bytes that each claim asks for. A claim can be made larger where its storage class allows that, never smaller.',
    unit: 'bytes',
    queries: queries({
      '{{persistentvolumeclaim}}':
        'max by (persistentvolumeclaim) (kube_persistentvolumeclaim_resource_requests_storage_bytes)',
    }),
    links: [events],
  });
