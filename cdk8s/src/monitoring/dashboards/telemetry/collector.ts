import { figure, graph, type Size } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { query } from '../queries.ts';
import { linesOfCollector, OTELCOL } from '../shared/delivery.ts';

const links = [linesOfCollector];
const legend = '{{service_instance_id}}';

export const uptime = (size: Size) =>
  figure({
    ...size,
    title: 'The Collector has run for',
    description: 'Uptime of the youngest Collector. A short time means a restart; its queues survive restarts.',
    unit: 's',
    queries: [query(`min(otelcol_process_uptime_seconds_total{${OTELCOL}})`)],
    links,
  });

export const memoryOfCollector = (size: Size) =>
  graph({
    ...size,
    title: 'How much memory does the Collector use?',
    description: 'Resident memory. At its limit, 300 MiB of heap by default, it refuses new data until it has room.',
    unit: 'bytes',
    queries: [query(`max by (service_instance_id) (otelcol_process_memory_rss_bytes{${OTELCOL}})`, { legend })],
    links,
  });

export const processorOfCollector = (size: Size) =>
  graph({
    ...size,
    title: 'How much CPU does the Collector use?',
    description:
      'Cores. The use grows with the data that it takes; if it grows alone, a backend is down and the Collector ' +
      'keeps trying.',
    unit: 'short',
    queries: [
      query(`sum by (service_instance_id) (rate(otelcol_process_cpu_seconds_total{${OTELCOL}}${INTERVAL}))`, {
        legend,
      }),
    ],
    links,
  });
