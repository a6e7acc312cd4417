import { itsLines, SERVICE, toPage } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN } from '../promql.ts';
import { query } from '../queries.ts';
import { OTELCOL } from '../shared/delivery.ts';
import { MUCH_MEMORY } from '../shared/memory.ts';

export const largestMemory = (size: Size) =>
  graph({
    ...size,
    title: 'Does memory grow?',
    description:
      'Resident memory of the largest instance, without converters. Above 1 GB for 5 minutes an alert fires; an idle ' +
      'service uses less than 150 MB.',
    unit: 'bytes',
    thresholds: MUCH_MEMORY,
    queries: [
      query(`max by (service_name) (process_resident_memory_bytes{${CHOSEN}, job!="backends"})`, {
        legend: '{{service_name}}',
      }),
      // Without labels: the Collector has no dashboard of its process to link to.
      query(`max(otelcol_process_memory_rss_bytes{${OTELCOL}})`, { legend: 'otelcol', refId: 'B' }),
    ],
    links: [toPage('Its process', 'nodejs', { service: SERVICE }), itsLines],
  });
