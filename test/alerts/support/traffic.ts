import type { Series } from './scenario.ts';
import { valuesEach } from './values.ts';

/** Values of counters of events. */
export interface Counts {
  readonly good: string;
  readonly bad: string;
  readonly all: string;
}

/** Good and bad events a minute, for some minutes. */
export type Parts = readonly (readonly [good: number, bad: number, minutes: number])[];

/** What has been counted of them each so many seconds. */
export function traffic(parts: Parts, seconds: number): Counts {
  const { counter } = valuesEach(seconds);
  const count = (of: (good: number, bad: number) => number) =>
    counter(...parts.map(([good, bad, minutes]) => [of(good, bad), minutes] as const));
  return { good: count((good) => good), bad: count((_, bad) => bad), all: count((good, bad) => good + bad) };
}

/** Events as the counters that an objective reads. */
export type Events = (counts: Counts) => Series;

/** Events a second, which are recorded for the windows to be made of. */
export const recorded = (
  { slo, service }: { readonly slo: string; readonly service: string },
  { events, bad }: { readonly events: string; readonly bad: string },
): Series => ({
  [`slo:events:rate5m{slo="${slo}", service="${service}"}`]: events,
  [`slo:bad_events:rate5m{slo="${slo}", service="${service}"}`]: bad,
});

/** Requests that a service answers, or fails to. */
export const answered =
  (service: string): Events =>
  ({ good, bad }) => {
    const requests = (status: number) =>
      `http_server_request_duration_seconds_count{service_name="${service}", http_route="/v1/conversions", http_response_status_code="${status}"}`;
    return { [requests(202)]: good, [requests(503)]: bad };
  };

/** What takes longer than a bound is bad. */
export const within =
  (bound: string, histogram: string, labels: string): Events =>
  ({ good, all }) => ({
    [`${histogram}_count{${labels}}`]: all,
    [`${histogram}_bucket{${labels}, le="${bound}"}`]: good,
  });

/** Jobs that succeed or fail. */
export const succeeded: Events = ({ good, bad }) => {
  const jobs = (outcome: string) => `job_svc_job_duration_seconds_count{service_name="job_svc", outcome="${outcome}"}`;
  return { [jobs('succeeded')]: good, [jobs('failed')]: bad };
};
