import { limit } from '../limit.ts';
import { graph, type Size } from '../panels.ts';
import { INTERVAL, share } from '../promql.ts';
import { query } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';

const CHOSEN = 'service_name=~"$backend"';
type Histogram = readonly [name: string, where: string];

/** What each backend measures of itself; Jaeger measures only reads. */
const WRITES: readonly Histogram[] = [
  ['loki_request_duration_seconds', 'route="otlp_v1_logs"'],
  ['prometheus_http_request_duration_seconds', 'handler="/api/v1/otlp/v1/metrics"'],
];
const READS: readonly Histogram[] = [
  ['loki_request_duration_seconds', 'route=~"loki_api_v1_.*"'],
  ['prometheus_http_request_duration_seconds', 'handler=~"/api/v1/(query.*|series|label.*)"'],
  ['jaeger_storage_latency_seconds', 'result=~".+"'],
];

const rate = (series: string, where: string) => `rate(${series}{${CHOSEN}, ${where}}${INTERVAL})`;
const rates = (histograms: readonly Histogram[], suffix: string) =>
  histograms.map(([name, where]) => rate(`${name}_${suffix}`, where)).join(' or ');
const p99 = (histograms: readonly Histogram[]) =>
  `histogram_quantile(0.99, sum by (le, service_name) (${rates(histograms, 'bucket')}))`;
const asked = `sum by (service_name) (${rates([...WRITES, ...READS], 'count')})`;
const errors = [
  rate('loki_request_duration_seconds_count', 'status_code=~"5.."'),
  rate('jaeger_storage_requests_total', 'result="err"'),
];
const failed = `sum by (service_name) (${errors.join(' or ')})`;

const legend = '{{service_name}}';
const links = [linesOfCollector];
const SLOW = [0.5, limit('BackendSlow')] as const;

export const speed = (size: Size) => [
  graph({
    ...size,
    title: 'How long do writes take?',
    description:
      '99 % of writes take less than this, as the backend measures it. Slow writes mean a slow disk or too little ' +
      'CPU; then queues of the Collector fill.',
    unit: 's',
    thresholds: SLOW,
    queries: [query(p99(WRITES), { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'How long do reads take?',
    description:
      '99 % of the reads of people and dashboards take less than this. A search over days takes longer than one over ' +
      'minutes.',
    unit: 's',
    thresholds: SLOW,
    queries: [query(p99(READS), { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'How many requests does each backend answer?',
    description: 'Writes and reads a second.',
    unit: 'reqps',
    queries: [query(asked, { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'Which share of the requests fails?',
    description:
      'Share of failed requests of Loki and Jaeger; Prometheus does not count failures. The log lines of the backend ' +
      'show the reason.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.01, 0.05],
    queries: [query(share(failed, asked), { legend })],
    links,
  }),
];
