import type { Kind } from './options.ts';

/** How a visit ended. Its latency counts from the moment it was due. */
export interface Outcome {
  readonly kind: Kind;
  readonly requestId: string;
  /** When it was due, in seconds after the start of the load. */
  readonly dueAt: number;
  readonly seconds: number;
  /** What went wrong; undefined when everything was as expected. */
  readonly failure: string | undefined;
}

/** The outcomes of one kind of visits. Latencies are in seconds, and of visits that succeeded. */
export interface KindSummary {
  readonly kind: Kind;
  readonly succeeded: number;
  readonly failed: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** The request id of the visit that took longest. */
  readonly slowest: string | undefined;
}

/** Failures of one sort. */
export interface Failures {
  readonly what: string;
  readonly count: number;
  /** When the first and the last of them were due, in seconds after the start of the load. */
  readonly firstDueAt: number;
  readonly lastDueAt: number;
  /** The request id of the first of them. */
  readonly requestId: string;
}

/** The state of a load. */
export interface Progress {
  readonly elapsedSeconds: number;
  /** Visits that are due. */
  readonly due: number;
  readonly started: number;
  readonly inFlight: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Visits that started late because `concurrency` others were running. */
  readonly late: number;
  /** Of the last visits that succeeded, in seconds. */
  readonly p50: number;
  readonly p95: number;
}

/** The outcome of a load. */
export interface Summary {
  /** When the load began, in ISO 8601. */
  readonly startedAt: string;
  /** From the start of the first visit to the end of the last. */
  readonly seconds: number;
  readonly due: number;
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly late: number;
  /** Visits that were due and never started, because others were running until the end. */
  readonly unstarted: number;
  /** Visits that were cut off when the load was stopped. */
  readonly unfinished: number;
  /** Visits that succeeded, per second. */
  readonly perSecond: number;
  readonly stopped: boolean;
  readonly kinds: readonly KindSummary[];
  readonly failures: readonly Failures[];
}

/** The smallest of sorted values that is not exceeded by a share `q` of them; 0 without values. */
export function percentile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0;
}

/** Summarises the outcomes of each kind, in the order of `kinds`. */
export function summariseKinds(outcomes: readonly Outcome[], kinds: readonly Kind[]): KindSummary[] {
  const byKind = Map.groupBy(outcomes, ({ kind }) => kind);
  return kinds.map((kind) => {
    const all = byKind.get(kind) ?? [];
    const good = all.filter(({ failure }) => failure === undefined).sort((a, b) => a.seconds - b.seconds);
    const sorted = good.map(({ seconds }) => seconds);
    const [p50 = 0, p90 = 0, p95 = 0, p99 = 0] = [0.5, 0.9, 0.95, 0.99].map((q) => percentile(sorted, q));
    const last = good.at(-1);
    return {
      kind,
      succeeded: good.length,
      failed: all.length - good.length,
      ...{ p50, p90, p95, p99, max: last?.seconds ?? 0 },
      slowest: last?.requestId,
    };
  });
}

/** Counts failures by what went wrong, the most frequent first. */
export function summariseFailures(outcomes: readonly Outcome[]): Failures[] {
  const failed = outcomes.filter(({ failure }) => failure !== undefined).sort((a, b) => a.dueAt - b.dueAt);
  return [...Map.groupBy(failed, ({ failure }) => failure ?? '')]
    .map(([what, all]) => {
      const [first, last] = [all[0], all.at(-1)];
      return {
        what,
        count: all.length,
        firstDueAt: first?.dueAt ?? 0,
        lastDueAt: last?.dueAt ?? 0,
        requestId: first?.requestId ?? '',
      };
    })
    .sort((a, b) => b.count - a.count);
}
