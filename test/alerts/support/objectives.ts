import type { Fired } from './scenario.ts';
import { answered, type Events, succeeded, within } from './traffic.ts';

export interface Objective {
  readonly slo: string;
  readonly service: string;
  readonly alert: string;
  /** Share of events that may be bad, for people. */
  readonly allowed: string;
  /** Share of events that may be bad. */
  readonly budget: number;
  readonly promise: string;
  readonly fault: string;
  readonly effect: string;
  readonly events: Events;
}

/** The objectives, written by hand a second time. */
export const OBJECTIVES = {
  userAvailability: {
    slo: 'user_svc_availability',
    service: 'user_svc',
    alert: 'UserSvcErrorBudgetBurn',
    allowed: '0.1 %',
    budget: 0.001,
    promise: '99.9 % of requests must be answered without a server error (5xx).',
    fault: 'requests fail',
    effect: 'Users cannot upload pictures, or cannot see their conversions and results.',
    events: answered('user_svc'),
  },
  userLatency: {
    slo: 'user_svc_latency',
    service: 'user_svc',
    alert: 'UserSvcLatencyBudgetBurn',
    allowed: '1 %',
    budget: 0.01,
    promise: '99 % of requests must be answered within 1 s.',
    fault: 'requests take longer than 1 s',
    effect: 'Users wait for uploads, and for pages that show the progress of a conversion.',
    events: within(
      '1',
      'http_server_request_duration_seconds',
      'service_name="user_svc", http_route="/v1/conversions", http_response_status_code="202"',
    ),
  },
  imageAvailability: {
    slo: 'image_svc_availability',
    service: 'image_svc',
    alert: 'ImageSvcErrorBudgetBurn',
    allowed: '0.5 %',
    budget: 0.005,
    promise: '99.5 % of requests must be answered without a server error (5xx).',
    fault: 'requests fail',
    effect: 'Users wait for their pictures while job_svc retries the jobs; it gives up after the last attempt.',
    events: answered('image_svc'),
  },
  imageLatency: {
    slo: 'image_svc_latency',
    service: 'image_svc',
    alert: 'ConversionLatencyBudgetBurn',
    allowed: '5 %',
    budget: 0.05,
    promise: '95 % of conversions must be finished within 2.5 s.',
    fault: 'conversions take longer than 2.5 s',
    effect: 'Users get their pictures late, and other pictures wait for a converter.',
    events: within(
      '2.5',
      'image_svc_conversion_duration_seconds',
      'service_name="image_svc", format_in="png", format_out="webp", outcome="ok"',
    ),
  },
  jobSuccess: {
    slo: 'job_svc_success',
    service: 'job_svc',
    alert: 'JobSuccessBudgetBurn',
    allowed: '0.1 %',
    budget: 0.001,
    promise: '99.9 % of jobs whose picture can be converted must be successful.',
    fault: 'jobs fail',
    effect: 'Users never get these pictures: their jobs are dead letters until an operator replays them.',
    events: succeeded,
  },
  jobAge: {
    slo: 'job_svc_age',
    service: 'job_svc',
    alert: 'JobAgeBudgetBurn',
    allowed: '1 %',
    budget: 0.01,
    promise: '99 % of jobs must be done within 30 s of the upload.',
    fault: 'jobs take longer than 30 s',
    effect: 'Users wait for their pictures.',
    events: within('30', 'job_svc_job_duration_seconds', 'service_name="job_svc", outcome="succeeded"'),
  },
} as const satisfies Record<string, Objective>;

const SPEED = {
  page: 'at least 6 times too fast: it will be gone within days',
  ticket: 'too fast: it will be gone before the 30 days are over',
};

/** The alert on an objective when a share of its events is bad. */
export const burning = (objective: Objective, severity: 'page' | 'ticket', share: string): Fired => ({
  labels: { severity, service: objective.service, slo: objective.slo },
  summary: `${objective.service}: ${share} of ${objective.fault}; the objective allows ${objective.allowed}`,
  description: `${objective.promise} ${share} were not, which spends the error budget of 30 days ${SPEED[severity]}. ${objective.effect}`,
});
