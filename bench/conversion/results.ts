import type { OutputFormat } from '@triptych/contracts';
import { median } from '../support/statistics.ts';
import type { Sample } from './measure.ts';

/** One line of the table: medians of the rounds, and the sum of the conversions. */
export interface Row extends Sample {
  readonly picture: string;
  readonly output: OutputFormat;
  readonly side: string;
}

export interface Measured extends Pick<Row, 'picture' | 'output' | 'side'> {
  readonly samples: readonly Sample[];
}

export function toRow({ samples, ...names }: Measured): Row {
  const middle = (value: (sample: Sample) => number) => median(samples.map(value));
  return {
    ...names,
    conversions: samples.reduce((sum, { conversions }) => sum + conversions, 0),
    perSecond: middle((sample) => sample.perSecond),
    medianMillis: middle((sample) => sample.medianMillis),
    p99Millis: middle((sample) => sample.p99Millis),
    mainMillis: middle((sample) => sample.mainMillis),
    converterMillis: middle((sample) => sample.converterMillis),
    bytes: middle((sample) => sample.bytes),
  };
}

const HEAD = ['picture', 'to', 'side', 'a second', 'of raw', 'median ms', 'p99 ms'];
const COSTS = ['CPU ms', 'of raw', 'main', 'converters', 'kB'];

export function toCells(rows: readonly Row[]): string[][] {
  const isSameCase = (a: Row | undefined, b: Row) => a?.picture === b.picture && a.output === b.output;
  return [
    [...HEAD, ...COSTS],
    ...rows.map((row, index) => {
      const raw = rows.find((other) => other.side === 'raw sharp' && isSameCase(other, row));
      const ofRaw = (value: (one: Row) => number) => (raw ? (value(row) / value(raw)).toFixed(2) : '–');
      const cpu = (one: Row) => one.mainMillis + one.converterMillis;
      return [
        ...(isSameCase(rows[index - 1], row) ? ['', ''] : [row.picture, row.output]),
        row.side,
        row.perSecond.toFixed(1),
        ofRaw((one) => one.perSecond),
        row.medianMillis.toFixed(0),
        row.p99Millis.toFixed(0),
        cpu(row).toFixed(1),
        ofRaw(cpu),
        row.mainMillis.toFixed(1),
        row.converterMillis.toFixed(1),
        (row.bytes / 1000).toFixed(1),
      ];
    }),
  ];
}
