import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { balance, gapsOf } from '../../src/audit/balance.ts';
import type { Count, Hop, Ledger } from '../../src/audit/ledger.ts';

const count = (items: number, more: Partial<Count> = {}): Count => ({ items, moving: 0, lacks: 0, ...more });
const hop = (from: string, to: string, into: Count, out: Count, more: Partial<Hop> = {}): Hop => ({
  from,
  to,
  in: into,
  out,
  dropped: {},
  waiting: {},
  ...more,
});
const ledger = (...hops: Hop[]): Ledger => ({ signal: 'traces', hops, unknown: [] });
const states = (one: Ledger) => balance(one).map(({ state }) => state);

describe('the balance of a ledger', () => {
  it('accounts for what was dropped, what waits and what was sampled', () => {
    const hops = hop('a', 'b', count(100), count(50), {
      dropped: { full: 20, invalid: 5 },
      waiting: { here: { items: 15 } },
      sampled: 10,
    });
    assert.deepEqual(states(ledger(hops)), ['balanced']);
  });

  it('names the places between which one item is missing', () => {
    const one = ledger(hop('a', 'b', count(10), count(10)), hop('b', 'c', count(10), count(9)));
    const [gap, ...more] = gapsOf(one);
    assert.deepEqual([gap?.from, gap?.to, gap?.missing, more], ['b', 'c', 1, []]);
  });

  it('allows exactly as many items as were counted at the ends of the range', () => {
    const moving = (out: number) => ledger(hop('a', 'b', count(10, { moving: 3 }), count(out)));
    assert.deepEqual([states(moving(7)), states(moving(6))], [['balanced'], ['missing']]);
  });

  it('takes more than came in for balanced: an item may be sent twice', () => {
    assert.deepEqual(states(ledger(hop('a', 'b', count(10), count(12)))), ['balanced']);
  });

  it('compares the places around a count that a restart has made incomplete', () => {
    const lost = count(4, { lacks: Number.POSITIVE_INFINITY });
    const [section] = balance(ledger(hop('a', 'b', count(10), lost), hop('b', 'c', lost, count(10))));
    assert.deepEqual([section?.from, section?.to, section?.state], ['a', 'c', 'balanced']);
    const [gap] = gapsOf(ledger(hop('a', 'b', count(10), lost), hop('b', 'c', lost, count(8))));
    assert.deepEqual([gap?.from, gap?.to, gap?.missing], ['a', 'c', 2]);
  });

  it('allows at the end of the way as many items as its count may lack', () => {
    const lacking = (out: number) => ledger(hop('a', 'b', count(10), count(out, { lacks: 2 })));
    assert.deepEqual([states(lacking(8)), states(lacking(7))], [['balanced'], ['missing']]);
  });

  it('is unknown when no complete count is left, or when sampling hides what an incomplete count lacks', () => {
    const lost = count(4, { lacks: Number.POSITIVE_INFINITY });
    assert.deepEqual(states(ledger(hop('a', 'b', count(10), lost))), ['unknown']);
    assert.deepEqual(states(ledger(hop('a', 'b', lost, count(3)))), ['unknown']);
    const sampled = hop('b', 'c', lost, lost, { sampled: 0 });
    assert.deepEqual(states(ledger(hop('a', 'b', count(10), lost), sampled, hop('c', 'd', lost, count(9)))), [
      'unknown',
    ]);
  });

  it('attributes what is missing to a queue that counts bytes, while something waits there', () => {
    const waiting = (bytes: number) =>
      ledger(hop('a', 'b', count(10), count(6), { waiting: { 'in the queue': { bytes } } }));
    assert.deepEqual([states(waiting(500)), states(waiting(0))], [['waiting'], ['missing']]);
  });

  /** What happens to the items on one hop; `forgets`: a restart takes so many from the count at its end. */
  const event = fc.record({
    lost: fc.nat(3),
    dropped: fc.nat(50),
    waiting: fc.nat(50),
    added: fc.nat(50),
    forgets: fc.option(fc.nat(50), { nil: 0 }),
  });

  it('finds each loss once, in a section that contains its hop, through any drops, queues and restarts', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 6 }), (events) => {
        let items = 10_000;
        let into = count(items);
        const hops: Hop[] = [];
        for (const [i, { lost, dropped, waiting, added, forgets }] of events.entries()) {
          items -= lost + dropped + waiting;
          // The count at the end of the way is complete: otherwise the loss could be anything.
          const gone = i === events.length - 1 ? 0 : forgets;
          const lacks = gone > 0 ? Number.POSITIVE_INFINITY : 0;
          const out = count(items - gone, { lacks });
          hops.push(
            hop(`${i}`, `${i + 1}`, into, out, { dropped: { why: dropped }, waiting: { q: { items: waiting } } }),
          );
          items += added;
          into = count(out.items + added, { lacks });
        }
        const gaps = gapsOf(ledger(...hops));
        const lost = events.reduce((sum, one) => sum + one.lost, 0);
        assert.equal(
          gaps.reduce((sum, { missing }) => sum + missing, 0),
          lost,
        );
        for (const [i, one] of events.entries()) {
          const covering = gaps.filter(({ from, to }) => Number(from) <= i && i < Number(to));
          assert.equal(covering.length > 0 || one.lost === 0, true, `hop ${i} lost ${one.lost}`);
        }
      }),
    );
  });
});
