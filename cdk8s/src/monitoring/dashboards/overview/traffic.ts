import { METRICS } from '@triptych/catalogue';
import { itsLines, itsPage, itsTraces, lines, SERVICE, THIS_LONG, traces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN, p95, rate, share } from '../promql.ts';
import { query } from '../queries.ts';
import { FAILING, SERVER_ERRORS } from '../shared/requests.ts';

const REQUESTS = METRICS.httpServerRequestDuration;
const all = `sum by (service_name) (${rate(REQUESTS, CHOSEN)})`;
const failed = `sum by (service_name) (${rate(REQUESTS, SERVER_ERRORS)})`;

/** Rate, errors and duration of requests by service. */
export const traffic = (size: Size) => [
  graph({
    ...size,
    title: 'How many requests does each service answer?',
    description: 'Replies a second, without health checks and /metrics.',
    unit: 'reqps',
    queries: [query(all, { legend: '{{service_name}}' })],
    links: [itsPage, itsTraces, itsLines],
  }),
  graph({
    ...size,
    title: 'Which service fails, and how often?',
    description:
      'Server errors (5xx) as a share of all replies. An error of one service shows in every service that calls it: ' +
      'look at the last one in the row.',
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
    description: '95 % of requests take less than this. Each point is one request: click it for its trace.',
    unit: 's',
    queries: [query(p95(REQUESTS, 'service_name', CHOSEN), { legend: '{{service_name}}', exemplars: true })],
    links: [itsPage, traces('Traces that took longer', { service: SERVICE, minDuration: THIS_LONG }), itsLines],
  }),
];
