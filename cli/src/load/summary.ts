import type { Kind } from './options.ts';

/** How a request ended; its latency counts from the moment it was due. */
export interface Outcome {
  readonly kind: Kind;
  readonly requestId: string;
  readonly seconds: number;
  /** What went wrong; undefined when all was as it should be. */
  readonly failure: string | undefined;
}

/** Latencies in seconds, of what ended as it should. */
export interface KindSummary {
  readonly kind: Kind;
  readonly succeeded: number;
  readonly failed: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** The request that took longest. */
  readonly slowest: string | undefined;
}

export interface Failures {
  readonly what: string;
  readonly count: number;
  /** The first of them. */
  readonly requestId: string;
}

/** Where a load stands. */
export interface Progress {
  readonly elapsedSeconds: number;
  /** Requests whose time has come. */
  readonly due: number;
  readonly started: number;
  readonly inFlight: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Requests that had to wait for their start because `concurrency` others were under way. */
  readonly late: number;
  /** Of the last requests that succeeded, in seconds. */
  readonly p50: number;
  readonly p95: number;
}

export interface Summary {
  /** From the first request to the end of the last. */
  readonly seconds: number;
  readonly due: number;
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly late: number;
  /** Due, but never started: there was no room for them until the end. */
  readonly unstarted: number;
  /** Cut off when the load was stopped. */
  readonly unfinished: number;
  /** Ended as they should, for each second. */
  readonly perSecond: number;
  readonly stopped: boolean;
  readonly kinds: readonly KindSummary[];
  readonly failures: readonly Failures[];
}

/** Of sorted values the one that a share `q` of them does not exceed; 0 of none. */
export function percentile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0;
}

/** Each kind's outcomes in figures, in the order of `kinds`. */
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

/** Failures by what they are, the most frequent first. */
export function summariseFailures(outcomes: readonly Outcome[]): Failures[] {
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  return [...Map.groupBy(failed, ({ failure }) => failure ?? '')]
    .map(([what, all]) => ({ what, count: all.length, requestId: all[0]?.requestId ?? '' }))
    .sort((a, b) => b.count - a.count);
}
