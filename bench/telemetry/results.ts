import { median } from '../support/statistics.ts';
import type { Sample } from './measure.ts';
import { BARE, type Side } from './sides.ts';

/** One line of the table: medians of what was timed, sums of what was counted. */
export interface Row extends Sample {
  readonly side: string;
  readonly flags: string;
  /** Spans and log records that the Collector should have; undefined where there is none. */
  readonly expected: { readonly spans: number; readonly lines: number } | undefined;
}

export interface Measured {
  readonly side: Side;
  readonly flags: string;
  readonly samples: readonly Sample[];
}

export function toRow({ side, flags, samples }: Measured): Row {
  const middle = (value: (sample: Sample) => number) => median(samples.map(value));
  const sum = (value: (sample: Sample) => number) => samples.reduce((total, sample) => total + value(sample), 0);
  const requests = sum((sample) => sample.requests);
  return {
    side: side.name,
    flags,
    requestsPerSecond: middle((sample) => sample.requestsPerSecond),
    p99Millis: middle((sample) => sample.p99Millis),
    cpuMicrosPerRequest: middle((sample) => sample.cpuMicrosPerRequest),
    busy: middle((sample) => sample.busy),
    rssMegabytes: middle((sample) => sample.rssMegabytes),
    bytesPerRequest: middle((sample) => sample.bytesPerRequest),
    requests,
    spans: sum((sample) => sample.spans),
    lines: sum((sample) => sample.lines),
    printed: sum((sample) => sample.printed),
    dropped: samples.some(({ dropped }) => dropped === undefined) ? undefined : sum(({ dropped = 0 }) => dropped),
    expected:
      side.collector === 'sink'
        ? { spans: requests * side.sends.spans, lines: requests * side.sends.lines }
        : undefined,
  };
}

const HEAD = ['server', 'flags', 'req/s', 'of bare', 'p99 ms', 'CPU µs', 'busy', 'RSS MB'];
const COUNTS = ['B sent', 'requests', 'spans', 'lines', 'dropped', 'stdout'];

export function toCells(rows: readonly Row[]): string[][] {
  return [
    [...HEAD, ...COUNTS],
    ...rows.map((row) => {
      const bare = rows.find(({ side, flags }) => side === BARE.name && flags === row.flags);
      const ratio = bare && row.requestsPerSecond / bare.requestsPerSecond;
      const timed = [
        row.requestsPerSecond.toFixed(0),
        ratio?.toFixed(2) ?? '–',
        row.p99Millis.toFixed(1),
        row.cpuMicrosPerRequest.toFixed(0),
        row.busy.toFixed(2),
        row.rssMegabytes.toFixed(0),
      ];
      const received = row.expected
        ? [row.bytesPerRequest.toFixed(0), String(row.requests), String(row.spans), String(row.lines)]
        : ['–', String(row.requests), '–', '–'];
      return [row.side, row.flags, ...timed, ...received, String(row.dropped ?? '–'), String(row.printed)];
    }),
  ];
}
