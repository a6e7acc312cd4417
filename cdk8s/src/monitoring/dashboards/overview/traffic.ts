import { METRICS } from '@triptych/catalogue';
import { itsLines, itsPage, itsTraces, lines, SERVICE, THIS_LONG, traces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN, p95, rate, share } from '../promql.ts';
import { query } from '../queries.ts';
import { FAILING, OURS } from '../shared/requests.ts';

const REQUESTS = METRICS.httpServerRequestDuration;
const all = `sum by (service_name) (${rate(REQUESTS, CHOSEN)})`;
const failed = `sum by (service_name) (${rate(REQUESTS, OURS)})`;

/** Rate, errors and duration of requests by service. */
export const traffic = (size: Size) => [
  graph({
    ...size,
    title: 'How many requests does each service answer?',
    description: 'Replies a second. Health checks and /metrics are not in it.',
    unit: 'reqps',
    queries: [query(all, { legend: '{{service_name}}' })],
    links: [itsPage, itsTraces, itsLines],
  }),
  graph({
    ...size,
    title: 'Which service fails by our fault, and how often?',
    description:
      'Status 5xx as a share of all replies. A failure further down shows in every service above it: ' +
      'the one lowest down is where to look.',
    unit: 'percentunit',
    max: 1,
    thresholds: FAILING,
    queries: [query(share(failed, all), { legend: '{{service_name}}' })],
    links: [
      itsPage,
      traces('Its traces with errors', { service: SERVICE, tags: 'error=true' }),
      lines('Its log lines of errors', `{service="${SERVICE}"} | json | severity="error"`),
    ],
  }),
  graph({
    ...size,
    title: 'How long do requests take?',
    description: '95 % take less. Each point is one request: click it for its trace.',
    unit: 's',
    queries: [query(p95(REQUESTS, 'service_name', CHOSEN), { legend: '{{service_name}}', exemplars: true })],
    links: [itsPage, traces('Traces that took longer', { service: SERVICE, minDuration: THIS_LONG }), itsLines],
  }),
];
