import { METRICS } from '@triptych/telemetry/catalogue';

/** Our three services, by the label that their resource gives all that they send. */
export const SERVICES = 'service_name=~"user_svc|job_svc|image_svc"';
export const REQUESTS = `${METRICS.httpServerRequestDuration.name}_count`;
export const CONVERSIONS = METRICS.conversionDuration.name;

/**
 * What counters gained, those that are first seen with a value included: a reason or a signal has no series until there
 * is something to count, and `increase` knows nothing from before that.
 */
export const gained = (series: string, window: string): string =>
  `(increase(${series}[${window}]) > 0 or ${series} unless last_over_time(${series}[1d] offset ${window}))`;

/** Joins lines of a query that is easier to read in lines. */
export const query = (...lines: readonly string[]): string => lines.join('\n');
