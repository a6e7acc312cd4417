import { METRICS, SPANS } from '@triptych/catalogue';
import { dashboard, lines, traces } from '../rules/links.ts';
import { CONVERSIONS, OF_USERS, REQUESTS } from '../rules/promql.ts';
import type { Objective } from './objective.ts';

const JOBS = METRICS.jobDuration.name;
const LATENCY = METRICS.httpServerRequestDuration.name;
const SERVER_ERROR = 'http_response_status_code=~"5.."';
/** Requests whose latency is promised: no streams of events, which last as long as a client listens, and no results. */
const PROMPT = 'service_name="user_svc", http_route!~".*/events|.*/result|unmatched", http_response_status_code!~"5.."';
const onDashboard = (slo: string) => dashboard('triptych-objectives', { slo });
const errors = (service: string) => lines(`{service="${service}"} | json | severity="error"`);

const rate = (series: string, where: string) => (window: string) =>
  `sum(rate(${series}{${where}, ${OF_USERS}}[${window}]))`;
/** The measurements of a histogram above a bound: all without those below. */
const above = (histogram: string, where: string, bound: number) => (window: string) =>
  `(${rate(`${histogram}_count`, where)(window)} - ${rate(`${histogram}_bucket`, `${where}, le="${bound}"`)(window)})`;

const answered = (service: string) => ({
  events: rate(REQUESTS, `service_name="${service}", http_route!="unmatched"`),
  bad: rate(REQUESTS, `service_name="${service}", http_route!="unmatched", ${SERVER_ERROR}`),
});

/** What the system promises. Each bound is a bucket of its histogram. */
export const OBJECTIVES: readonly Objective[] = [
  {
    name: 'user_svc_availability',
    service: 'user_svc',
    alert: 'UserSvcErrorBudgetBurn',
    target: 0.999,
    ...answered('user_svc'),
    promise: '99.9 % of requests must be answered without a server error (5xx).',
    fault: 'requests fail',
    effect: 'Users cannot upload pictures, or cannot see their conversions and results.',
    dashboard: onDashboard('user_svc_availability'),
    query: errors('user_svc'),
  },
  {
    name: 'user_svc_latency',
    service: 'user_svc',
    alert: 'UserSvcLatencyBudgetBurn',
    target: 0.99,
    events: rate(`${LATENCY}_count`, PROMPT),
    bad: above(LATENCY, PROMPT, 1),
    promise: '99 % of requests must be answered within 1 s.',
    fault: 'requests take longer than 1 s',
    effect: 'Users wait for uploads, and for pages that show the progress of a conversion.',
    dashboard: onDashboard('user_svc_latency'),
    query: traces({ service: 'user_svc', minDuration: '1s' }),
  },
  {
    name: 'image_svc_availability',
    service: 'image_svc',
    alert: 'ImageSvcErrorBudgetBurn',
    target: 0.995,
    ...answered('image_svc'),
    promise: '99.5 % of requests must be answered without a server error (5xx).',
    fault: 'requests fail',
    effect: 'Users wait for their pictures while job_svc retries the jobs; it gives up after the last attempt.',
    dashboard: onDashboard('image_svc_availability'),
    query: errors('image_svc'),
  },
  {
    name: 'image_svc_latency',
    service: 'image_svc',
    alert: 'ConversionLatencyBudgetBurn',
    target: 0.95,
    events: rate(`${CONVERSIONS}_count`, 'outcome=~"ok|timeout"'),
    bad: above(CONVERSIONS, 'outcome=~"ok|timeout"', 2.5),
    promise: '95 % of conversions must be finished within 2.5 s.',
    fault: 'conversions take longer than 2.5 s',
    effect: 'Users get their pictures late, and other pictures wait for a converter.',
    dashboard: onDashboard('image_svc_latency'),
    query: traces({ service: 'image_svc', operation: SPANS.convert, minDuration: '2500ms' }),
  },
  {
    name: 'job_svc_success',
    service: 'job_svc',
    alert: 'JobSuccessBudgetBurn',
    target: 0.999,
    events: rate(`${JOBS}_count`, 'outcome=~"succeeded|failed"'),
    bad: rate(`${JOBS}_count`, 'outcome="failed"'),
    promise: '99.9 % of jobs whose picture can be converted must be successful.',
    fault: 'jobs fail',
    effect: 'Users never get these pictures: their jobs are dead letters until an operator replays them.',
    dashboard: onDashboard('job_svc_success'),
    query: lines('{service="job_svc"} |= "job failed" | json'),
  },
  {
    name: 'job_svc_age',
    service: 'job_svc',
    alert: 'JobAgeBudgetBurn',
    target: 0.99,
    events: rate(`${JOBS}_count`, 'outcome=~".+"'),
    bad: above(JOBS, 'outcome=~".+"', 30),
    promise: '99 % of jobs must be done within 30 s of the upload.',
    fault: 'jobs take longer than 30 s',
    effect: 'Users wait for their pictures.',
    dashboard: onDashboard('job_svc_age'),
    query: traces({ service: 'job_svc', operation: SPANS.jobProcess }),
  },
];
