import type { Series } from '@triptych/client/prometheus';

/**
 * The time from the last sample of a process to the first sign of its end: a scrape that failed, or the start of the next
 * process. All times are in seconds since 1970.
 */
export interface Pause {
  readonly from: number;
  readonly to: number;
}

/** The processes that ran under one instance, one after another. */
export interface Processes {
  /** When each began. */
  readonly starts: readonly number[];
  readonly pauses: readonly Pause[];
}

/** An instance that is heard of less often than this no longer runs: three exports or scrapes. */
export const SILENCE_SECONDS = 30;

/**
 * Reads the processes of an instance from its uptime or from its start time (`process_start_time_seconds`). `failures`
 * are the times of scrapes that failed, `until` is the end of the range.
 */
export function processesOf({ labels, times, values }: Series, failures: readonly number[], until: number): Processes {
  const isUptime = labels.__name__?.includes('uptime') ?? false;
  const starts: number[] = [];
  const pauses: Pause[] = [];
  const firstSign = (from: number, start: number) => failures.find((time) => time > from && time < start) ?? start;
  for (const [i, value] of values.entries()) {
    const [time = 0, before, earlier = 0] = [times[i], values[i - 1], times[i - 1]];
    const isNew = before === undefined || (isUptime ? value < before : value !== before);
    if (!isNew) continue;
    const start = isUptime ? time - value : value;
    starts.push(start);
    if (before !== undefined) pauses.push({ from: earlier, to: firstSign(earlier, Math.max(start, earlier)) });
  }
  const last = times.at(-1) ?? until;
  if (last < until - SILENCE_SECONDS) pauses.push({ from: last, to: firstSign(last, until) });
  return { starts, pauses };
}
