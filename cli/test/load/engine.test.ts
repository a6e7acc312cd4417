import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { drive } from '../../src/load/engine.ts';
import { type Journey, UnexpectedError } from '../../src/load/journey.ts';
import type { LoadOptions } from '../../src/load/options.ts';
import type { Progress } from '../../src/load/summary.ts';

const options: LoadOptions = { rate: 100, seconds: 0.2, concurrency: 50, mix: [{ kind: 'status', weight: 1 }] };
const atOnce: Journey = async () => {};

/** Visits that end when the test opens the gate. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, journey: (() => opened) as Journey };
}

describe('a load', () => {
  it('makes as many visits as rate and duration ask for, each with its own request id', async () => {
    const ids = new Set<string>();
    const startedAt = performance.now();
    const summary = await drive(async (_kind, id) => void ids.add(id), options);
    assert.deepEqual([summary.due, summary.started, summary.succeeded, summary.failed], [20, 20, 20, 0]);
    assert.equal(ids.size, 20);
    // The last of them is due at 190 ms.
    assert.ok(performance.now() - startedAt >= 185);
  });

  it('starts visits when they are due, whether earlier ones have ended or not', async () => {
    const { open, journey } = gate();
    let most = 0;
    const running = drive(async (...args) => {
      most += 1;
      if (most === 20) open();
      await journey(...args);
    }, options);
    assert.equal((await running).succeeded, 20);
    assert.equal(most, 20);
  });

  it('has at most as many visits at a time as allowed, and counts the wait of the others', async () => {
    let [now, most, first] = [0, 0, true];
    const stall: Journey = async () => {
      now += 1;
      most = Math.max(most, now);
      if (first) {
        first = false;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      now -= 1;
    };
    const summary = await drive(stall, { ...options, concurrency: 1 });
    assert.equal(most, 1);
    assert.equal(summary.succeeded, 20);
    assert.ok(summary.late >= 10, `${summary.late} late`);
    // Had they been measured from their start, all but one would look as if nothing had happened.
    assert.ok((summary.kinds[0]?.p50 ?? 0) > 0.1, `p50 ${summary.kinds[0]?.p50}`);
  });

  it('counts failures by what went wrong, and goes on', async () => {
    let visit = 0;
    const journey: Journey = async () => {
      visit += 1;
      if (visit % 4 === 0) throw new UnexpectedError('503 pool_full');
    };
    const summary = await drive(journey, options);
    assert.deepEqual([summary.succeeded, summary.failed], [15, 5]);
    assert.deepEqual(
      summary.failures.map(({ what, count }) => [what, count]),
      [['503 pool_full', 5]],
    );
    assert.match(summary.failures[0]?.requestId ?? '', /^load-[0-9a-f]{8}-4$/);
    // One is due every 10 ms.
    const { firstDueAt, lastDueAt } = summary.failures[0] ?? {};
    assert.deepEqual([firstDueAt, lastDueAt], [0.03, 0.19]);
    const age = Date.now() - Date.parse(summary.startedAt);
    assert.ok(age >= 185 && age < 60_000, `the load began ${age} ms ago`);
  });

  it('ends a visit that takes too long', async () => {
    const never: Journey = async (_kind, _id, signal) => {
      await once(signal, 'abort');
      throw signal.reason;
    };
    // The second visit may start for more than a second after it is due, which a busy machine may need.
    const summary = await drive(never, { ...options, rate: 1, seconds: 2, timeoutSeconds: 0.1 });
    assert.deepEqual(
      summary.failures.map(({ what, count }) => [what, count]),
      [['no end within 0.1 s', 2]],
    );
  });

  it('stops with its signal, and summarises what it did so far', async () => {
    const stop = new AbortController();
    let visits = 0;
    const journey: Journey = async () => {
      visits += 1;
      if (visits === 5) stop.abort();
    };
    const summary = await drive(journey, { ...options, seconds: 3600, signal: stop.signal });
    assert.deepEqual([summary.stopped, summary.succeeded, summary.unfinished], [true, 5, 0]);
    assert.ok(summary.seconds < 60);
  });

  it('cuts off visits that do not end soon after it was stopped', async () => {
    const stop = new AbortController();
    const journey: Journey = async (_kind, _id, signal) => {
      stop.abort();
      await once(signal, 'abort');
      throw signal.reason;
    };
    const summary = await drive(journey, { ...options, signal: stop.signal, graceSeconds: 0.05 });
    assert.deepEqual([summary.unfinished, summary.failed, summary.succeeded], [1, 0, 0]);
  });

  it('reports its state while it runs', async () => {
    const seen: Progress[] = [];
    await drive(atOnce, { ...options, seconds: 0.6 }, (progress) => seen.push(progress));
    assert.ok(seen.length >= 2);
    assert.equal(seen.at(-1)?.succeeded, 60);
    assert.equal(seen.at(-1)?.inFlight, 0);
  });
});
