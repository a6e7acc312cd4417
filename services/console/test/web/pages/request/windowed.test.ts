import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RowHeights } from '../../../../src/web/pages/request/windowed.ts';

describe('a list of which only a part is drawn', () => {
  it('has the rows that are visible, and some more', () => {
    assert.deepEqual(new RowHeights(20_000, 26).visible(26_000, 260), { first: 994, end: 1017 });
    assert.deepEqual(new RowHeights(3, 26).visible(0, 600), { first: 0, end: 3 });
    assert.deepEqual(new RowHeights(0, 26).visible(0, 600), { first: 0, end: 0 });
  });

  it('counts rows that are taller', () => {
    const heights = new RowHeights(100, 20, new Map([[10, 300]]));
    assert.deepEqual([heights.topOf(10), heights.topOf(11), heights.total], [200, 520, 2300]);
    assert.equal(heights.visible(520, 20).first, 5);
  });
});
