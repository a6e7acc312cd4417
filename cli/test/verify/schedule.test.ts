import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runEvery, type VerifyRun } from '../../src/verify/schedule.ts';
import type { Verdict } from '../../src/verify/verify.ts';

const HOLDS: Verdict = { link: 'trace', title: 't', ok: true, asked: 'a', got: 'g', seconds: 0 };

describe('runs of verify', () => {
  it('follow each other at the interval, and end with the signal', async () => {
    const stop = new AbortController();
    const startedAt: number[] = [];
    const finished: VerifyRun[] = [];
    await runEvery(
      {
        everySeconds: 0.1,
        async *verify() {
          startedAt.push(performance.now());
          yield HOLDS;
        },
        async done(run) {
          finished.push(run);
          if (finished.length === 3) stop.abort();
        },
      },
      stop.signal,
    );
    assert.deepEqual(
      finished.map(({ verdicts }) => verdicts),
      [[HOLDS], [HOLDS], [HOLDS]],
    );
    const [first = 0, second = 0, third = 0] = startedAt;
    // A timer may fire up to a millisecond early.
    for (const wait of [second - first, third - second]) assert.ok(wait >= 98, `${wait} ms`);
  });

  it('are not reported when they end early', async () => {
    const stop = new AbortController();
    let reported = 0;
    await runEvery(
      {
        everySeconds: 60,
        async *verify(signal) {
          stop.abort();
          yield { ...HOLDS, ok: !signal.aborted };
        },
        async done() {
          reported += 1;
        },
      },
      stop.signal,
    );
    assert.equal(reported, 0);
  });

  it('end with an error that nobody expects', async () => {
    const schedule = {
      everySeconds: 60,
      // biome-ignore lint/correctness/useYield: it fails before its first verdict.
      async *verify(): AsyncGenerator<Verdict> {
        throw new TypeError('a fault of the program');
      },
      async done() {},
    };
    await assert.rejects(runEvery(schedule, new AbortController().signal), TypeError);
  });
});
