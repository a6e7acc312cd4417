import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Series } from '@triptych/client/prometheus';
import fc from 'fast-check';
import { Curve } from '../../src/audit/curve.ts';

const FROM = 1000;

function curve(samples: readonly (readonly [time: number, value: number])[], starts: readonly number[] = []): Curve {
  const series: Series = {
    labels: {},
    times: samples.map(([time]) => time),
    values: samples.map(([, value]) => value),
  };
  return new Curve([series], () => starts, FROM);
}

const all = (one: Curve) => one.between(FROM, Number.POSITIVE_INFINITY);

describe('the curve of a counter', () => {
  it('begins at the last sample before the range', () => {
    const one = curve([
      [FROM, 40],
      [1010, 42],
      [1020, 45],
    ]);
    assert.equal(all(one), 5);
    assert.equal(one.between(1010, 1020), 3);
  });

  it('counts the first sample of a new series whole: its process began in the range', () => {
    assert.equal(all(curve([[1010, 7]], [1005])), 7);
    assert.equal(all(curve([[1010, 7]])), 7);
  });

  it('ignores the first sample of a process that began before the range: what it counted when is not known', () => {
    const samples = [
      [1010, 7],
      [1020, 9],
    ] as const;
    assert.equal(all(curve(samples, [500])), 2);
  });

  it('finds a restart after which the counter is larger than before', () => {
    const samples = [
      [FROM, 5],
      [1010, 8],
    ] as const;
    assert.equal(all(curve(samples)), 3);
    assert.equal(all(curve(samples, [500, 1004])), 8);
  });

  it('conserves every item through any restarts, when each process was read at its end', () => {
    const process = fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(process, { maxLength: 8 }), (processes) => {
        let time = FROM;
        const samples: [number, number][] = [];
        const starts: number[] = [];
        for (const increments of processes) {
          time += 10;
          starts.push(time - 5);
          let value = 0;
          for (const increment of increments) {
            value += increment;
            samples.push([time, value]);
            time += 10;
          }
        }
        const made = processes.flat().reduce((sum, increment) => sum + increment, 0);
        assert.equal(all(curve(samples, starts)), made);
      }),
    );
  });

  it('divides what was counted at any time without a remainder', () => {
    const increments = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(increments, fc.integer({ min: FROM, max: FROM + 200 }), (added, cut) => {
        const totals = added.map((_, i) => added.slice(0, i + 1).reduce((sum, one) => sum + one, 0));
        const one = curve(totals.map((total, i) => [FROM + 10 * (i + 1), total] as const));
        assert.equal(one.between(FROM, cut) + one.between(cut, Number.POSITIVE_INFINITY), totals.at(-1));
      }),
    );
  });
});
