import type { Series } from '@triptych/client/prometheus';

/** What a counter has counted at each of its samples since the sample before. */
interface Step {
  readonly time: number;
  readonly items: number;
}

/** Counters over time, read from their raw samples. */
export class Curve {
  readonly #steps: readonly Step[];

  /**
   * `startsOf` has the times at which the processes of a series began, where they are known. `from` is the beginning of
   * what was read.
   */
  constructor(all: readonly Series[], startsOf: (labels: Series['labels']) => readonly number[], from: number) {
    this.#steps = all.flatMap((series) => stepsOf(series, startsOf(series.labels), from));
  }

  /** Items counted by the samples after `from`, up to `to`. Times are in seconds since 1970. */
  between(from: number, to: number): number {
    return this.#steps.reduce((sum, { time, items }) => (time > from && time <= to ? sum + items : sum), 0);
  }

  /** The time of the last sample at or before `time`, and of the first at or after it. */
  around(time: number): { before: number; after: number } {
    let [before, after] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const step of this.#steps) {
      if (step.time <= time) before = Math.max(before, step.time);
      if (step.time >= time) after = Math.min(after, step.time);
    }
    return { before, after };
  }
}

/**
 * A counter begins at 0 with its process, so the first sample of a new process counts whole. It is new when its value is
 * smaller than the one before, or when a process began between the two: a restarted counter may be the larger one.
 */
function stepsOf({ times, values }: Series, starts: readonly number[], from: number): Step[] {
  return values.map((value, i) => {
    const time = times[i] ?? 0;
    const [before, earlier] = [values[i - 1], times[i - 1]];
    if (before === undefined || earlier === undefined) return { time, items: isOld(starts, time, from) ? 0 : value };
    const isReset = value < before || starts.some((start) => start > earlier && start <= time);
    return { time, items: isReset ? value : value - before };
  });
}

/** Whether the process of a first sample began before the range: how much it counted before this sample is not known. */
function isOld(starts: readonly number[], time: number, from: number): boolean {
  const start = starts.findLast((one) => one <= time);
  return start !== undefined && start < from;
}
