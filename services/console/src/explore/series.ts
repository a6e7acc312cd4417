import type { SeriesFound } from '../schemas/explore.ts';

/** A matrix as Prometheus and Loki answer it. */
export type Matrix = readonly {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}[];

/** Series on one time axis: every time that any of them has, null where one has no finite value. */
export function seriesIn(matrix: Matrix): { times: number[]; series: SeriesFound[] } {
  const times = [...new Set(matrix.flatMap(({ values }) => values.map(([time]) => time)))].sort((a, b) => a - b);
  const series = matrix.map(({ metric, values }) => {
    const found = new Map(values.map(([time, text]) => [time, Number(text)]));
    return { labels: { ...metric }, values: times.map((time) => finite(found.get(time))) };
  });
  return { times, series };
}

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
