import type { latencyToJson } from './json.ts';

/** What the services of a request measured around it, for programs. */
export interface MetricsJson {
  readonly started_at_micros: number;
  readonly ended_at_micros: number;
  readonly distributions: readonly ReturnType<typeof latencyToJson>[];
  readonly charts: readonly ChartJson[];
  /** What could not be read, and why; a sentence each. */
  readonly missing: readonly string[];
}

/** Series over time. */
export interface ChartJson {
  readonly id: string;
  readonly title: string;
  readonly unit: 'ratio' | 'bytes' | 'count';
  readonly promql: string;
  /** The question to Prometheus, which answers it again. */
  readonly url: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}
