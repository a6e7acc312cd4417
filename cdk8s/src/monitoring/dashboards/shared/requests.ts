import { METRICS } from '@triptych/catalogue';
import { lines } from '../explore.ts';
import { figure, type Size } from '../panels.ts';
import { CHOSEN, rate, shareOrZero } from '../promql.ts';
import { query } from '../queries.ts';

const REQUESTS = METRICS.httpServerRequestDuration;
/** Replies that fail by our fault. */
export const OURS = `${CHOSEN}, http_response_status_code=~"5.."`;
/** Their share of all from where on callers notice. */
export const FAILING = [0.01, 0.05] as const;

export const requestRate = (size: Size) =>
  figure({
    ...size,
    title: 'Requests a second',
    description: 'Replies of all chosen services together, one conversion being a request to each of them.',
    unit: 'reqps',
    queries: [query(`sum(${rate(REQUESTS, CHOSEN)})`)],
  });

export const failingShare = (size: Size) =>
  figure({
    ...size,
    title: 'Replies that fail by our fault',
    description: 'Status 5xx as a share of all. What callers got wrong (4xx) is not in it.',
    unit: 'percentunit',
    max: 1,
    thresholds: FAILING,
    queries: [query(shareOrZero(rate(REQUESTS, OURS), rate(REQUESTS, CHOSEN)))],
    links: [lines('Log lines of errors', '{service=~".+"} | json | severity="error"')],
  });
