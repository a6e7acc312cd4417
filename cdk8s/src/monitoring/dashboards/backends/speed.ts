import { limit } from '../limit.ts';
import { graph, type Size } from '../panels.ts';
import { INTERVAL, share } from '../promql.ts';
import { query } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';

const CHOSEN = 'service_name=~"$backend"';
type Histogram = readonly [name: string, where: string];

/** As each measures itself. Jaeger does so for what is read alone. */
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
const rates = (of: readonly Histogram[], suffix: string) =>
  of.map(([name, where]) => rate(`${name}_${suffix}`, where)).join(' or ');
const p99 = (of: readonly Histogram[]) =>
  `histogram_quantile(0.99, sum by (le, service_name) (${rates(of, 'bucket')}))`;
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
      '99 % take less, as the backend has it. Slow: its disk is, or CPU is short; then the Collector’s queue fills.',
    unit: 's',
    thresholds: SLOW,
    queries: [query(p99(WRITES), { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'How long do reads take?',
    description:
      '99 % take less. What people and dashboards ask; a search over days takes longer than one over minutes.',
    unit: 's',
    thresholds: SLOW,
    queries: [query(p99(READS), { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'How much is asked of each?',
    description: 'Writes and reads a second.',
    unit: 'reqps',
    queries: [query(asked, { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'How much of it fails?',
    description:
      'As a share of what is asked, of Loki and Jaeger; Prometheus does not count it. The lines of each say why.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.01, 0.05],
    queries: [query(share(failed, asked), { legend })],
    links,
  }),
];
