import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '@triptych/client/errors';
import { source } from '../../src/now/source.ts';

/** A backend whose answers are given one by one, and a clock that is set by hand. */
function setUp(options: { patienceMs?: number } = {}) {
  const clock = { ms: 1_000_000 };
  const pending: PromiseWithResolvers<number>[] = [];
  const ask = () => {
    const asked = Promise.withResolvers<number>();
    pending.push(asked);
    return asked.promise;
  };
  const read = source('Prometheus', ask, { now: () => clock.ms, freshMs: 2000, patienceMs: 1000, ...options });
  return { clock, pending, read };
}

describe('a source that many pages read', () => {
  it('asks once for readers that come together, and again only when the answer is old', async () => {
    const { clock, pending, read } = setUp();
    const readings = Promise.all([read(), read()]);
    pending[0]?.resolve(7);
    assert.deepEqual(await readings, [
      { at: 1_000_000, data: 7 },
      { at: 1_000_000, data: 7 },
    ]);
    clock.ms += 1999;
    assert.deepEqual(await read(), { at: 1_000_000, data: 7 });
    assert.equal(pending.length, 1);
    clock.ms += 1;
    const next = read();
    pending[1]?.resolve(8);
    assert.deepEqual(await next, { at: 1_002_000, data: 8 });
  });

  it('keeps its last answer with its age when the backend is away, and does not ask at each reader', async () => {
    const { clock, pending, read } = setUp();
    const first = read();
    pending[0]?.resolve(7);
    await first;
    clock.ms += 5000;
    const second = read();
    pending[1]?.reject(new UserError('http://p does not answer'));
    const expected = { at: 1_000_000, data: 7, missing: 'Prometheus: http://p does not answer' };
    assert.deepEqual(await second, expected);
    assert.deepEqual(await read(), expected);
    assert.equal(pending.length, 2);
  });

  it('waits no longer than its patience for a backend that hangs, and asks no second time meanwhile', async () => {
    const { clock, pending, read } = setUp({ patienceMs: 5 });
    assert.deepEqual(await read(), { missing: 'Prometheus has not answered for 0 s.' });
    clock.ms += 4000;
    assert.deepEqual(await read(), { missing: 'Prometheus has not answered for 4 s.' });
    assert.equal(pending.length, 1);
    pending[0]?.resolve(3);
    await pending[0]?.promise;
    const { data } = await read();
    assert.equal(data, 3);
  });

  it('says that an answer cannot be read', async () => {
    const { pending, read } = setUp();
    const reading = read();
    pending[0]?.reject(new TypeError('x is not a function'));
    assert.deepEqual(await reading, { missing: 'Prometheus: The answer cannot be read.' });
  });
});
