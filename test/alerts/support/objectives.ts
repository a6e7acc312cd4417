import type { Fired } from './scenario.ts';
import { answered, type Events, succeeded, within } from './traffic.ts';

export interface Objective {
  readonly slo: string;
  readonly service: string;
  readonly alert: string;
  readonly target: string;
  /** Share of events that may be bad. */
  readonly budget: number;
  readonly promise: string;
  readonly effect: string;
  readonly events: Events;
}

/** The objectives once more, by hand. */
export const OBJECTIVES = {
  userAvailability: {
    slo: 'user_svc_availability',
    service: 'user_svc',
    alert: 'UserSvcErrorBudgetBurn',
    target: '99.9 %',
    budget: 0.001,
    promise: '99.9 % of requests are to be answered without a failure of ours (5xx).',
    effect: 'Uploads are refused, or conversions and results cannot be seen.',
    events: answered('user_svc'),
  },
  userLatency: {
    slo: 'user_svc_latency',
    service: 'user_svc',
    alert: 'UserSvcLatencyBudgetBurn',
    target: '99 %',
    budget: 0.01,
    promise: '99 % of requests are to be answered within 1 s.',
    effect: 'People wait for uploads and for pages that show how far a conversion is.',
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
    target: '99.5 %',
    budget: 0.005,
    promise: '99.5 % of requests are to be answered without a failure of ours (5xx).',
    effect: 'Jobs are tried again, which takes time, and are given up in the end.',
    events: answered('image_svc'),
  },
  imageLatency: {
    slo: 'image_svc_latency',
    service: 'image_svc',
    alert: 'ConversionLatencyBudgetBurn',
    target: '95 %',
    budget: 0.05,
    promise: '95 % of conversions are to take less than 2.5 s.',
    effect: 'Pictures are ready late, and others wait for their converter.',
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
    target: '99.9 %',
    budget: 0.001,
    promise: '99.9 % of jobs with a picture that can be converted are to succeed.',
    effect: 'Pictures are never ready, and are dead letters until somebody replays them.',
    events: succeeded,
  },
  jobAge: {
    slo: 'job_svc_age',
    service: 'job_svc',
    alert: 'JobAgeBudgetBurn',
    target: '99 %',
    budget: 0.01,
    promise: '99 % of jobs are to be done within 30 s of the upload.',
    effect: 'People wait for their pictures.',
    events: within('30', 'job_svc_job_duration_seconds', 'service_name="job_svc", outcome="succeeded"'),
  },
} as const satisfies Record<string, Objective>;

const SPEED = {
  page: 'within days: at least 6 times too fast',
  ticket: 'before its time',
};

/** What an alert says of an objective of which a share of the events is bad. */
export const burning = (objective: Objective, severity: 'page' | 'ticket', share: string): Fired => ({
  labels: { severity, service: objective.service, slo: objective.slo },
  summary: `${objective.service}: ${share} against the objective of ${objective.target}`,
  description: `${objective.promise} ${share} were not, which spends the error budget of 30 days ${SPEED[severity]}. ${objective.effect}`,
});
