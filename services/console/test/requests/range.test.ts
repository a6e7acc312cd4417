import assert from 'node:assert/strict';
import { it } from 'node:test';
import { rangeOf } from '../../src/requests/range.ts';

const DAY_MS = 86_400_000;

it('a request is searched in the time given, or in a day from its start', () => {
  assert.equal(rangeOf({}), undefined);
  assert.deepEqual(rangeOf({ from: 5, to: 9 }), { since: new Date(5), until: new Date(9) });
  assert.deepEqual(rangeOf({ from: 0 }), { since: new Date(0), until: new Date(DAY_MS) });
});

it('a time that cannot be searched is refused', () => {
  for (const query of [
    { from: Date.now() + DAY_MS },
    { to: 9 },
    { from: 9, to: 9 },
    { from: 9, to: 5 },
    { from: 0, to: 31 * DAY_MS },
  ])
    assert.throws(() => rangeOf(query), { status: 400, code: 'invalid_range' }, JSON.stringify(query));
});
