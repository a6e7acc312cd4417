import { itsLines, SERVICE, toPage } from '../explore.ts';
import { limit } from '../limit.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN } from '../promql.ts';
import { query } from '../queries.ts';

export const MUCH_MEMORY = [0.5e9, limit('HighMemoryUsage')] as const;

export const memoryOfInstances = (size: Size) =>
  graph({
    ...size,
    title: 'Does the memory of an instance grow?',
    description:
      'Resident memory, without converters. Above 1 GB, in a pod above 80 % of its limit, an alert fires after 5 ' +
      'minutes. A line that only rises is a leak; a step is a larger task.',
    unit: 'bytes',
    thresholds: MUCH_MEMORY,
    queries: [
      query(`max by (service_name, service_instance_id) (process_resident_memory_bytes{${CHOSEN}})`, {
        legend: '{{service_instance_id}}',
      }),
    ],
    links: [toPage('Its process', 'nodejs', { service: SERVICE }), itsLines],
  });
