import { median } from '../support/statistics.ts';
import type { Latency } from './latency.ts';
import type { Throughput } from './throughput.ts';

/** One line of the table: medians of all visits and of all rounds, and the sums of what was counted. */
export interface Row extends Latency, Throughput {
  readonly picture: string;
  readonly output: string;
  readonly visits: number;
  /** What the pipeline adds to a conversion. */
  readonly addedMillis: number;
}

export interface Measured extends Pick<Row, 'picture' | 'output'> {
  readonly latencies: readonly Latency[];
  readonly throughputs: readonly Throughput[];
}

export function toRow({ picture, output, latencies, throughputs }: Measured): Row {
  const visitMillis = median(latencies.map((latency) => latency.visitMillis));
  const directMillis = median(latencies.map((latency) => latency.directMillis));
  return {
    picture,
    output,
    visits: latencies.length,
    visitMillis,
    directMillis,
    addedMillis: visitMillis - directMillis,
    uploads: throughputs.reduce((sum, { uploads }) => sum + uploads, 0),
    jobs: throughputs.reduce((sum, { jobs }) => sum + jobs, 0),
    jobsPerSecond: median(throughputs.map(({ jobsPerSecond }) => jobsPerSecond)),
    directPerSecond: median(throughputs.map(({ directPerSecond }) => directPerSecond)),
  };
}

const HEAD = ['picture', 'to', 'visits', 'visit ms', 'image_svc ms', 'added ms'];
const RATES = ['uploads', 'jobs', 'jobs/s', 'image_svc/s', 'ratio'];

export function toCells(rows: readonly Row[]): string[][] {
  return [
    [...HEAD, ...RATES],
    ...rows.map((row) => [
      row.picture,
      row.output,
      String(row.visits),
      row.visitMillis.toFixed(0),
      row.directMillis.toFixed(0),
      row.addedMillis.toFixed(0),
      String(row.uploads),
      String(row.jobs),
      row.jobsPerSecond.toFixed(1),
      row.directPerSecond.toFixed(1),
      (row.jobsPerSecond / row.directPerSecond).toFixed(2),
    ]),
  ];
}
