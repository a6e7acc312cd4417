import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatDuration, parseDuration } from '@triptych/client/duration';
import fc from 'fast-check';
import { shorten } from '../../../src/drill/scale/shorten.ts';

const durations = fc.integer({ min: 1, max: 40 * 86_400_000 });
const factors = fc.integer({ min: 1, max: 1000 });

describe('a duration', () => {
  it('is shortened in order, down to the least, and never made longer', () => {
    fc.assert(
      fc.property(durations, durations, factors, durations, (a, b, factor, least) => {
        const short = (ms: number) => parseDuration(shorten(formatDuration(ms), factor, least));
        const [x, y] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(short(x) <= short(y));
        assert.ok(short(x) <= x);
        assert.ok(short(x) >= Math.min(x, least));
      }),
    );
  });
});
