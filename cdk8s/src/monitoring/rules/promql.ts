import { METRICS } from '@triptych/catalogue';

/** Our three services, by the label that their resource gives all that they send. */
export const SERVICES = 'service_name=~"user_svc|job_svc|image_svc"';
export const REQUESTS = `${METRICS.httpServerRequestDuration.name}_count`;
export const CONVERSIONS = METRICS.conversionDuration.name;

/**
 * What counters gained, also while they were not heard of for longer than the window, and by those that are first seen
 * with a value: a reason or a signal has no series until there is something to count. Of neither does `increase` know.
 */
export const gained = (series: string, window: string): string => {
  const before = `last_over_time(${series}[1d] offset ${window})`;
  return `(increase(${series}[${window}]) > 0 or ${series} - ${before} > 0 or ${series} unless ${before})`;
};

/** Joins lines of a query that is easier to read in lines. */
export const query = (...lines: readonly string[]): string => lines.join('\n');
