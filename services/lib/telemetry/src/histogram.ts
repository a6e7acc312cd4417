import type { Histogram } from 'prom-client';

/** Labels that link a measurement to its trace. */
export type ExemplarLabels = Readonly<Record<'trace_id' | 'span_id', string>>;

/** An exemplar stays for 100 ms: Prometheus gets one of each bucket every 5 s, and each costs as much as counting. */
const RENEW_MILLIS = 100;

interface Series {
  observe(value: number): void;
  /** By bucket, when the last exemplar was recorded. */
  readonly exemplarAt: Float64Array;
}

/**
 * Returns a function that records values in `histogram`. Each set of labels keeps its handle, and each of its buckets takes
 * the exemplar of a value at most once in `RENEW_MILLIS`. `now` is a clock in milliseconds.
 */
export function histogramObserver(
  histogram: Histogram,
  buckets: readonly number[],
  now = () => performance.now(),
): (labels: Readonly<Record<string, string>>, value: number, exemplar?: () => ExemplarLabels) => void {
  const all = new Map<string, Series>();

  const seriesOf = (labels: Readonly<Record<string, string>>): Series => {
    let key = '';
    for (const name in labels) key += `${name}\0${labels[name]}\0`;
    let series = all.get(key);
    if (!series) {
      const { observe } = histogram.labels(labels);
      series = { observe, exemplarAt: new Float64Array(buckets.length + 1).fill(-RENEW_MILLIS) };
      all.set(key, series);
    }
    return series;
  };

  return (labels, value, exemplar) => {
    const { observe, exemplarAt } = seriesOf(labels);
    if (!exemplar) return observe(value);
    const bucket = bucketOf(buckets, value);
    const time = now();
    if (time - (exemplarAt[bucket] as number) < RENEW_MILLIS) return observe(value);
    exemplarAt[bucket] = time;
    histogram.observe({ labels, value, exemplarLabels: exemplar() });
  };
}

/** The index of the first bound that `value` does not exceed; the number of bounds when it exceeds all. */
function bucketOf(bounds: readonly number[], value: number): number {
  let index = 0;
  while (index < bounds.length && value > (bounds[index] as number)) index += 1;
  return index;
}
