import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { type Outcome, percentile, type Summary, summariseFailures, summariseKinds } from '../../src/load/summary.ts';
import { isAsExpected, renderProgress, renderSummary } from '../../src/load/view.ts';

const outcomes: Outcome[] = Array.from({ length: 100 }, (_, i) => ({
  kind: 'webp',
  requestId: `load-1-${i + 1}`,
  dueAt: i / 4,
  seconds: (i + 1) / 100,
  failure: i < 98 ? undefined : i === 98 ? '503 pool_full' : 'no answer: ECONNRESET',
}));

const summary: Summary = {
  startedAt: '2026-01-02T03:04:05.000Z',
  seconds: 30.2,
  due: 100,
  started: 100,
  succeeded: 98,
  failed: 2,
  late: 3,
  unstarted: 0,
  unfinished: 0,
  perSecond: 3.25,
  stopped: false,
  kinds: summariseKinds(outcomes, ['webp', 'avif']),
  failures: summariseFailures(outcomes),
};

describe('the summary of a load', () => {
  it('has percentiles that are measurements, not values between two of them', () => {
    assert.deepEqual(
      [0.5, 0.9, 0.99, 1].map((q) => percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], q)),
      [5, 9, 10, 10],
    );
    assert.equal(percentile([], 0.5), 0);
  });

  it('has the latencies of what succeeded, kind by kind', () => {
    assert.deepEqual(summary.kinds[0], {
      kind: 'webp',
      succeeded: 98,
      failed: 2,
      p50: 0.49,
      p90: 0.89,
      p95: 0.94,
      p99: 0.98,
      max: 0.98,
      slowest: 'load-1-98',
    });
    assert.equal(summary.kinds[1]?.succeeded, 0);
  });

  it('says when the first and the last visit that failed in one way were due, in whichever order they ended', () => {
    const stalled = [7, 3, 5].map(
      (dueAt): Outcome => ({ kind: 'webp', requestId: `load-1-${dueAt}`, dueAt, seconds: 60, failure: '503' }),
    );
    const failures = summariseFailures(stalled);
    assert.deepEqual(failures, [{ what: '503', count: 3, firstDueAt: 3, lastDueAt: 7, requestId: 'load-1-3' }]);
    assert.match(
      renderSummary({ ...summary, failures })
        .map(stripVTControlCharacters)
        .join('\n'),
      /^✘ 3 × 503 {3}from 3\.0 s to 7\.0 s, first: load-1-3$/m,
    );
  });

  it('is shown as a table with hints', () => {
    assert.equal(
      `\n${renderSummary(summary, ' --port-offset 400').map(stripVTControlCharacters).join('\n')}\n`,
      `
✘ 98 of 100 visits as expected in 30 s, 3.3 per second

      DONE  FAILED     P50     P90     P95     P99     MAX
webp    98       2  490 ms  890 ms  940 ms  980 ms  980 ms
avif     0       0       –       –       –       –       –

✘ 1 × 503 pool_full   at 24 s: load-1-99
✘ 1 × no answer: ECONNRESET   at 24 s: load-1-100
! 3 started more than 50 ms after they were due; their latency includes the wait
"triptych trace load-1-99 --port-offset 400" shows the first of 503 pool_full
`,
    );
  });

  it('is as expected when no visit failed and every one that was due started', () => {
    assert.equal(isAsExpected(summary), false);
    assert.equal(isAsExpected({ ...summary, failed: 0 }), true);
    assert.equal(isAsExpected({ ...summary, failed: 0, unstarted: 1 }), false);
    assert.equal(isAsExpected({ ...summary, failed: 0, unstarted: 1, stopped: true }), true);
  });

  it('shows the state of the load in one line', () => {
    const progress = { elapsedSeconds: 12, due: 25, started: 25, inFlight: 3, succeeded: 22, failed: 0, late: 0 };
    assert.equal(
      renderProgress({ ...progress, p50: 0.123, p95: 1.5 }, 30),
      '12 s of 30 s   25 started   3 running   22 done   0 failed   p50 123 ms   p95 1.50 s',
    );
  });
});
