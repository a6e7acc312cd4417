import { METRICS, SPANS } from '@triptych/catalogue';
import { dashboard, lines, traces } from '../rules/links.ts';
import { CONVERSIONS, REQUESTS } from '../rules/promql.ts';
import type { Objective } from './objective.ts';

const JOBS = METRICS.jobDuration.name;
const LATENCY = METRICS.httpServerRequestDuration.name;
const OURS = 'http_response_status_code=~"5.."';
/** Without streams, which last as long as somebody listens, and what nobody was promised. */
const SHORT = 'service_name="user_svc", http_route!~".*/events|.*/result|unmatched", http_response_status_code!~"5.."';
const onDashboard = (slo: string) => dashboard('triptych-objectives', { slo });
const errors = (service: string) => lines(`{service="${service}"} | json | severity="error"`);

const rate = (series: string, where: string) => (window: string) => `sum(rate(${series}{${where}}[${window}]))`;
/** Of a histogram what is above a bound: all but what is below. */
const above = (histogram: string, where: string, bound: number) => (window: string) =>
  `(${rate(`${histogram}_count`, where)(window)} - ${rate(`${histogram}_bucket`, `${where}, le="${bound}"`)(window)})`;

const answered = (service: string) => ({
  events: rate(REQUESTS, `service_name="${service}", http_route!="unmatched"`),
  bad: rate(REQUESTS, `service_name="${service}", http_route!="unmatched", ${OURS}`),
});

/** What the system promises. Each bound is one of its histogram's buckets. */
export const OBJECTIVES: readonly Objective[] = [
  {
    name: 'user_svc_availability',
    service: 'user_svc',
    alert: 'UserSvcErrorBudgetBurn',
    target: 0.999,
    ...answered('user_svc'),
    promise: '99.9 % of requests are to be answered without a failure of ours (5xx).',
    effect: 'Uploads are refused, or conversions and results cannot be seen.',
    dashboard: onDashboard('user_svc_availability'),
    query: errors('user_svc'),
  },
  {
    name: 'user_svc_latency',
    service: 'user_svc',
    alert: 'UserSvcLatencyBudgetBurn',
    target: 0.99,
    events: rate(`${LATENCY}_count`, SHORT),
    bad: above(LATENCY, SHORT, 1),
    promise: '99 % of requests are to be answered within 1 s.',
    effect: 'People wait for uploads and for pages that show how far a conversion is.',
    dashboard: onDashboard('user_svc_latency'),
    query: traces({ service: 'user_svc', minDuration: '1s' }),
  },
  {
    name: 'image_svc_availability',
    service: 'image_svc',
    alert: 'ImageSvcErrorBudgetBurn',
    target: 0.995,
    ...answered('image_svc'),
    promise: '99.5 % of requests are to be answered without a failure of ours (5xx).',
    effect: 'Jobs are tried again, which takes time, and are given up in the end.',
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
    promise: '95 % of conversions are to take less than 2.5 s.',
    effect: 'Pictures are ready late, and others wait for their converter.',
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
    promise: '99.9 % of jobs with a picture that can be converted are to succeed.',
    effect: 'Pictures are never ready, and are dead letters until somebody replays them.',
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
    promise: '99 % of jobs are to be done within 30 s of the upload.',
    effect: 'People wait for their pictures.',
    dashboard: onDashboard('job_svc_age'),
    query: traces({ service: 'job_svc', operation: SPANS.jobProcess }),
  },
];
