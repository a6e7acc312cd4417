import { graph, type Size, timeline } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { query } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';

const OF_BACKENDS = '{job="backends", service_name=~"$backend"}';
const legend = '{{service_name}}';
const links = [linesOfCollector];
/** Jaeger is built on the Collector, and its metrics have the Collector's names. */
const either = (one: string, other: string, expr: (series: string) => string) =>
  `max by (service_name) (${expr(one)} or ${expr(other)})`;

export const presence = (size: Size) =>
  timeline({
    ...size,
    title: 'Which backends answer?',
    description: 'Prometheus scrapes each backend every 10 s. While a backend is down, the Collector keeps its data.',
    queries: [query(`max by (service_name) (up${OF_BACKENDS})`, { legend })],
    states: { 0: { text: 'down', color: 'red' }, 1: { text: 'answers', color: 'green' } },
    links,
  });

export const answerTime = (size: Size) =>
  graph({
    ...size,
    title: 'How long does each backend take to answer?',
    description:
      'Time of a scrape of metrics, which costs the backend almost nothing; after 5 s the backend counts as down. A ' +
      'slow answer means that CPU or memory is short.',
    unit: 's',
    thresholds: [1, 5],
    queries: [query(`max by (service_name) (scrape_duration_seconds${OF_BACKENDS})`, { legend })],
    links,
  });

export const memory = (size: Size) =>
  graph({
    ...size,
    title: 'How much memory does each backend use?',
    description:
      'Resident memory. Loki and Prometheus grow with the number of streams and series, Jaeger with the size of ' +
      'searches.',
    unit: 'bytes',
    queries: [
      query(
        either('process_resident_memory_bytes', 'otelcol_process_memory_rss_bytes', (series) => series + OF_BACKENDS),
        { legend },
      ),
    ],
    links,
  });

export const processor = (size: Size) =>
  graph({
    ...size,
    title: 'How much CPU does each backend use?',
    description:
      'Cores. Peaks are searches and compaction; a high level for long means that queries of dashboards or rules are ' +
      'too wide.',
    unit: 'short',
    queries: [
      query(
        either(
          'process_cpu_seconds_total',
          'otelcol_process_cpu_seconds_total',
          (series) => `rate(${series}${OF_BACKENDS}${INTERVAL})`,
        ),
        { legend },
      ),
    ],
    links,
  });
