import type { Series } from './scenario.ts';
import { valuesEach } from './values.ts';

/** Values of counters of good, bad and all events. */
export interface Counts {
  readonly good: string;
  readonly bad: string;
  readonly all: string;
}

/** Good and bad events a minute, for a number of minutes each. */
export type Parts = readonly (readonly [good: number, bad: number, minutes: number])[];

/** The counters of this traffic, with a value each `seconds`. */
export function traffic(parts: Parts, seconds: number): Counts {
  const { counter } = valuesEach(seconds);
  const count = (events: (good: number, bad: number) => number) =>
    counter(...parts.map(([good, bad, minutes]) => [events(good, bad), minutes] as const));
  return { good: count((good) => good), bad: count((_, bad) => bad), all: count((good, bad) => good + bad) };
}

/** Makes the series that an objective reads from counters of events. */
export type Events = (counts: Counts) => Series;

/** The recorded rates, from which rules compute all windows. */
export const recorded = (
  { slo, service }: { readonly slo: string; readonly service: string },
  { events, bad }: { readonly events: string; readonly bad: string },
): Series => ({
  [`slo:events:rate5m{slo="${slo}", service="${service}"}`]: events,
  [`slo:bad_events:rate5m{slo="${slo}", service="${service}"}`]: bad,
});

/** Requests that a service answers with success or with an error. */
export const answered =
  (service: string): Events =>
  ({ good, bad }) => {
    const requests = (status: number) =>
      `http_server_request_duration_seconds_count{service_name="${service}", http_route="/v1/conversions", http_response_status_code="${status}"}`;
    return { [requests(202)]: good, [requests(503)]: bad };
  };

/** Events of a histogram, of which those above the bound are bad. */
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
