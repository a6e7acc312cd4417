import { graph, type Size, timeline } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { query } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';

const OF_BACKENDS = '{job="backends", service_name=~"$backend"}';
const legend = '{{service_name}}';
const links = [linesOfCollector];
/** Jaeger is a Collector of its own kind, and names what it uses as the Collector does. */
const either = (one: string, other: string, of: (series: string) => string) =>
  `max by (service_name) (${of(one)} or ${of(other)})`;

export const presence = (size: Size) =>
  timeline({
    ...size,
    title: 'Which backends answer?',
    description: 'Each asked every 10 s for its metrics. While one is away the Collector keeps what is meant for it.',
    queries: [query(`max by (service_name) (up${OF_BACKENDS})`, { legend })],
    states: { 0: { text: 'away', color: 'red' }, 1: { text: 'answers', color: 'green' } },
    links,
  });

export const answerTime = (size: Size) =>
  graph({
    ...size,
    title: 'How long does each take to answer?',
    description:
      'With its metrics, which costs it next to nothing; after 5 s it counts as away. Slow: CPU or memory is short.',
    unit: 's',
    thresholds: [1, 5],
    queries: [query(`max by (service_name) (scrape_duration_seconds${OF_BACKENDS})`, { legend })],
    links,
  });

export const memory = (size: Size) =>
  graph({
    ...size,
    title: 'How much memory does each take?',
    description: 'Resident. Loki and Prometheus grow with streams and series, Jaeger with what is searched.',
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
    title: 'How much CPU does each use?',
    description:
      'Cores. Peaks are searches and compaction; much for long: queries of dashboards or rules are too wide.',
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
