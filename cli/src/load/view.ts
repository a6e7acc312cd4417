import { colour, duration, table } from '@triptych/terminal';
import type { Failures, Progress, Summary } from './summary.ts';

/** The state of a load, in one line. */
export function renderProgress(progress: Progress, seconds: number): string {
  const { elapsedSeconds, started, inFlight, succeeded, failed, late, p50, p95 } = progress;
  const facts = [
    elapsedSeconds <= seconds
      ? `${duration(elapsedSeconds * 1000)} of ${duration(seconds * 1000)}`
      : `${duration(elapsedSeconds * 1000)}, waiting for the last visits`,
    `${started} started`,
    `${inFlight} running`,
    `${succeeded} done`,
    `${failed} failed`,
    ...(late > 0 ? [`${late} late`] : []),
    `p50 ${latency(p50)}`,
    `p95 ${latency(p95)}`,
  ];
  return facts.join('   ');
}

/** The outcome of a load, for people. */
export function renderSummary(summary: Summary, target = ''): string[] {
  const { succeeded, due, seconds, perSecond, kinds, failures, late, unstarted, unfinished, stopped } = summary;
  const isFine = isAsExpected(summary);
  const slowest = kinds.reduce((a, b) => (b.max > a.max ? b : a));
  // A request that was never answered has no trace.
  const answered = failures.find(({ what }) => !what.startsWith('no answer'));
  const worst = answered?.requestId ?? slowest.slowest;
  const header = ['', 'DONE', 'FAILED', 'P50', 'P90', 'P95', 'P99', 'MAX'];
  const rows = kinds.map(({ kind, succeeded: done, failed, p50, p90, p95, p99, max }) => [
    kind,
    String(done),
    String(failed),
    ...[p50, p90, p95, p99, max].map((value) => (done > 0 ? latency(value) : '–')),
  ]);
  return [
    `${isFine ? colour('green', '✔') : colour('red', '✘')} ${succeeded} of ${due} visits as expected in ` +
      `${duration(seconds * 1000)}, ${perSecond.toFixed(1)} per second${stopped ? '; stopped early' : ''}`,
    '',
    ...table(rightAligned([header, ...rows]), (cell, row, column) => {
      if (row === 0) return colour('dim', cell);
      return column === 2 && cell.trim() !== '0' ? colour('red', cell) : cell;
    }),
    '',
    ...failures.map((failure) => `${colour('red', '✘')} ${describe(failure)}`),
    ...(late > 0
      ? [
          `${colour('yellow', '!')} ${late} started more than 50 ms after they were due; their latency includes the wait`,
        ]
      : []),
    ...(unstarted > 0 ? [`${colour(stopped ? 'yellow' : 'red', '!')} ${unstarted} were due and never started`] : []),
    ...(unfinished > 0 ? [`${colour('yellow', '!')} ${unfinished} were cut off at the end`] : []),
    ...(worst
      ? [
          colour(
            'dim',
            `"triptych trace ${worst}${target}" shows the ${answered ? `first of ${answered.what}` : 'slowest'}`,
          ),
        ]
      : []),
  ];
}

function describe({ what, count, firstDueAt, lastDueAt, requestId }: Failures): string {
  const [first, last] = [firstDueAt, lastDueAt].map((seconds) => duration(seconds * 1000));
  return `${count} × ${what}   ${count === 1 ? `at ${first}` : `from ${first} to ${last}, first`}: ${requestId}`;
}

/** Whether no visit failed, and every visit that was due started, unless the load was stopped. */
export function isAsExpected({ failed, unstarted, stopped }: Summary): boolean {
  return failed === 0 && (unstarted === 0 || stopped);
}

function rightAligned(rows: readonly (readonly string[])[]): string[][] {
  const widths = (rows[0] ?? []).map((_, x) => Math.max(...rows.map((row) => row[x]?.length ?? 0)));
  return rows.map((row) => row.map((cell, x) => (x === 0 ? cell : cell.padStart(widths[x] ?? 0))));
}

function latency(seconds: number): string {
  return seconds < 0.9995 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`;
}
