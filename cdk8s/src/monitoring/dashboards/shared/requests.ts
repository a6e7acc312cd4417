import { METRICS } from '@triptych/catalogue';
import { lines } from '../explore.ts';
import { figure, type Size } from '../panels.ts';
import { CHOSEN, rate, shareOrZero } from '../promql.ts';
import { query } from '../queries.ts';

const REQUESTS = METRICS.httpServerRequestDuration;
/** Selects replies with a server error. */
export const SERVER_ERRORS = `${CHOSEN}, http_response_status_code=~"5.."`;
/** The share of all replies from which callers notice. */
export const FAILING = [0.01, 0.05] as const;

export const requestRate = (size: Size) =>
  figure({
    ...size,
    title: 'Requests a second',
    description: 'Replies of all chosen services together; one conversion is a request to each of them.',
    unit: 'reqps',
    queries: [query(`sum(${rate(REQUESTS, CHOSEN)})`)],
  });

export const failingShare = (size: Size) =>
  figure({
    ...size,
    title: 'Server errors',
    description: 'Replies with 5xx as a share of all. Errors of callers (4xx) are not included.',
    unit: 'percentunit',
    max: 1,
    thresholds: FAILING,
    queries: [query(shareOrZero(rate(REQUESTS, SERVER_ERRORS), rate(REQUESTS, CHOSEN)))],
    links: [lines('Log lines of errors', '{service=~".+"} | json | severity="error"')],
  });
