import { query, queryRange, type Sample, type Series } from '@triptych/client/prometheus';
import { INSTANT_QUERIES, LENGTH_SECONDS, RANGE_QUERIES, STEP_SECONDS } from './queries.ts';

const TIMEOUT_SECONDS = 10;

export type Instant = keyof typeof INSTANT_QUERIES;
export type Ranged = keyof typeof RANGE_QUERIES;

/** What the sections of the page ask Prometheus. */
export interface Figures {
  now(name: Instant): Promise<Sample[]>;
  overTime(name: Ranged): Promise<Series[]>;
  /** The times of the points that `overTime` asks for, in seconds since 1970. */
  readonly times: readonly number[];
}

/** Figures as of a time in milliseconds since 1970, at whole steps so that lines do not flicker from one to the next. */
export function figuresOf(prometheus: string, at: number): Figures {
  const end = Math.floor(at / 1000 / STEP_SECONDS) * STEP_SECONDS;
  const start = end - LENGTH_SECONDS;
  const times = Array.from({ length: LENGTH_SECONDS / STEP_SECONDS + 1 }, (_, i) => start + i * STEP_SECONDS);
  const range = { start: new Date(start * 1000), end: new Date(end * 1000), stepSeconds: STEP_SECONDS };
  return {
    times,
    now: (name) => query(prometheus, INSTANT_QUERIES[name], undefined, TIMEOUT_SECONDS),
    overTime: (name) => queryRange(prometheus, RANGE_QUERIES[name], range, TIMEOUT_SECONDS),
  };
}

/** The values of a series at the times asked for; null where it has none or no number. */
export function aligned(series: Series | undefined, times: readonly number[]): (number | null)[] {
  const found = new Map(series?.times.map((time, i) => [time, series.values[i]]));
  return times.map((time) => finite(found.get(time)));
}

/** A number that JSON can hold, or null. */
export const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;
