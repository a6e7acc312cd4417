import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { panBy, placeOf, ticksOf, within, zoomBy } from '../../../../src/web/pages/request/scale.ts';

const whole = { from: 0, to: 1_000_000 };

describe('the time axis', () => {
  it('has ticks at round times', () => {
    assert.deepEqual(ticksOf(whole, 5), [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]);
    assert.deepEqual(ticksOf({ from: 130, to: 290 }, 4), [150, 200, 250]);
  });

  it('zooms around a time, which stays where it is', () => {
    const zoomed = zoomBy(whole, whole, 0.5, 0.25);
    assert.deepEqual(zoomed, { from: 125_000, to: 625_000 });
    assert.equal(zoomed && placeOf(250_000, zoomed), 0.25);
  });

  it('shows all when it is zoomed out', () =>
    assert.equal(zoomBy({ from: 10, to: 900_000 }, whole, 2, 0.5), undefined));

  it('moves to the end and no further', () => {
    assert.deepEqual(panBy({ from: 700_000, to: 900_000 }, whole, 3), { from: 800_000, to: 1_000_000 });
    assert.deepEqual(panBy({ from: 100_000, to: 300_000 }, whole, -3), { from: 0, to: 200_000 });
  });

  it('never shows less than can be seen, nor what is outside', () => {
    assert.deepEqual(within({ from: 500, to: 501 }, whole), { from: 500, to: 520 });
    assert.deepEqual(within({ from: 2e6, to: 3e6 }, whole), { from: 999_980, to: 1_000_000 });
  });
});
