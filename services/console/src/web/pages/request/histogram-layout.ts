import type { MetricsJson } from '@triptych/client/request/metrics';

export type Distribution = MetricsJson['distributions'][number];

/** A bucket of a histogram as it is drawn. */
export interface Column {
  /** Its upper bound in seconds. */
  readonly le: number;
  readonly count: number;
  /** Its height, 0 to 1. */
  readonly height: number;
}

/** A measurement whose trace is known, and where it is drawn: 0 at the left edge, 1 at the right. */
export interface Point {
  readonly traceId: string;
  readonly seconds: number;
  readonly place: number;
}

export interface HistogramLayout {
  readonly columns: readonly Column[];
  readonly points: readonly Point[];
  /** Where this request is. */
  readonly place: number;
}

/** The buckets from the first to the last that has a measurement, this request or a point, each as wide as the others. */
export function histogramLayout({ buckets, own_seconds, exemplars }: Distribution, traceId?: string): HistogramLayout {
  const bounds = buckets.map(({ le }) => (le === '+Inf' ? Infinity : Number(le)));
  const lower = (i: number) => bounds[i - 1] ?? 0;
  const bucketOf = (seconds: number) => bounds.findIndex((le, i) => seconds <= le && (seconds > lower(i) || i === 0));
  const own = bucketOf(own_seconds);
  const used = buckets.flatMap(({ count }, i) => (Math.round(count) > 0 || i === own ? [i] : []));
  const first = Math.max(0, (used[0] ?? 0) - 1);
  const last = Math.min(bounds.length - 1, (used.at(-1) ?? 0) + 1);
  const shown = buckets.slice(first, last + 1);
  const most = Math.max(1, ...shown.map(({ count }) => count));
  const placeOf = (seconds: number): number => {
    const i = bucketOf(seconds);
    const upper = bounds[i] ?? Infinity;
    // A bucket without an upper bound has no inside.
    const inside = upper === Infinity ? 0.5 : (seconds - lower(i)) / (upper - lower(i));
    return Math.min(1, Math.max(0, (i - first + inside) / shown.length));
  };
  return {
    columns: shown.map(({ count }, i) => ({ le: bounds[first + i] ?? Infinity, count, height: count / most })),
    points: exemplars
      .filter(({ trace_id }) => trace_id !== traceId && trace_id !== '')
      .map(({ trace_id, seconds }) => ({ traceId: trace_id, seconds, place: placeOf(seconds) })),
    place: placeOf(own_seconds),
  };
}
