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

/** What kubelets report of volumes; not every kind of volume has these numbers. */
export const volumes = (size: Size) => [
  graph({
    ...size,
    title: 'How much of each volume is free?',
    description:
      'Free share of the volume of each pod. Below the red line an alert fires: soon new data will be lost or ' +
      'refused.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.3, limit('VolumeAlmostFull')],
    queries: [query(`${free} / ${room}`, { legend })],
    links: [linesOfPod, events],
  }),
  graph({
    ...size,
    title: 'When will a volume be full?',
    description:
      'Time until the volume is full at the pace of the last 6 hours; a month stands for a longer time or never. ' +
      'Below the red line, with less than 30 % free, an alert fires.',
    unit: 's',
    max: MONTH,
    thresholds: [MONTH / 2, limit('VolumeFilling')],
    // Less than a byte a second counts as no change.
    queries: [query(`clamp_max(${free} / clamp_min(${shrinking}, 1), ${MONTH})`, { legend })],
    links: [linesOfPod, events],
  }),
];

export const claims = (size: Size) =>
  graph({
    ...size,
    title: 'How much storage is claimed?',
    description: 'Size of each claim in bytes. A claim can grow if its storage class allows that, and never shrinks.',
    unit: 'bytes',
    queries: queries({
      '{{persistentvolumeclaim}}':
        'max by (persistentvolumeclaim) (kube_persistentvolumeclaim_resource_requests_storage_bytes)',
    }),
    links: [events],
  });
