import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../src/duration.ts';

const durations = fc.integer({ min: 1, max: 40 * 86_400_000 });

describe('a duration', () => {
  it('is read as Prometheus writes it', () => {
    const known: [string, number][] = [
      ['250ms', 250],
      ['30s', 30_000],
      ['1h30m', 5_400_000],
      ['3d', 259_200_000],
      ['1w', 604_800_000],
      ['0', 0],
    ];
    for (const [text, ms] of known) assert.equal(parseDuration(text), ms, text);
    for (const text of ['', '5', '5 m', 'm', '1.5h', '-5m'])
      assert.throws(() => parseDuration(text), /is not a duration/);
  });

  it('is written so that it is read as the same', () => {
    fc.assert(fc.property(durations, (ms) => assert.equal(parseDuration(formatDuration(ms)), ms)));
    assert.equal(formatDuration(2500), '2s500ms');
    assert.equal(formatDuration(36 * 60_000), '36m');
  });
});
