import { figure, graph, type Size } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { query } from '../queries.ts';
import { linesOfCollector, OTELCOL } from '../shared/delivery.ts';

const links = [linesOfCollector];
const legend = '{{service_instance_id}}';

export const uptime = (size: Size) =>
  figure({
    ...size,
    title: 'The Collector runs since',
    description:
      'The youngest one, where there are several. Short: it was started again; what it had queued is still there.',
    unit: 's',
    queries: [query(`min(otelcol_process_uptime_seconds_total{${OTELCOL}})`)],
    links,
  });

export const memoryOfCollector = (size: Size) =>
  graph({
    ...size,
    title: 'How much memory does the Collector take?',
    description:
      'Resident. At its limit of 300 MiB of heap, unless set otherwise, it refuses what comes until it has room.',
    unit: 'bytes',
    queries: [query(`max by (service_instance_id) (otelcol_process_memory_rss_bytes{${OTELCOL}})`, { legend })],
    links,
  });

export const processorOfCollector = (size: Size) =>
  graph({
    ...size,
    title: 'How much CPU does the Collector use?',
    description:
      'Cores. It grows with what it takes; more without that: a backend is away and it tries again and again.',
    unit: 'short',
    queries: [
      query(`sum by (service_instance_id) (rate(otelcol_process_cpu_seconds_total{${OTELCOL}}${INTERVAL}))`, {
        legend,
      }),
    ],
    links,
  });
