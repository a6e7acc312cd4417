import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elapsed } from '@triptych/terminal/units';
import { bytes, clock, duration, exactClock, grouped, percent, rate } from '../../src/web/format.ts';

describe('formats of the page', () => {
  it('shows durations as the terminal does', () => {
    for (const micros of [0, 10, 400, 9_949, 207_000, 1_190_000, 13_500_000, 185_000_000, 90_000_000_000]) {
      assert.equal(duration(micros / 1e6), elapsed(micros));
    }
    assert.deepEqual([0.0004, 0.207, 1.19, 185].map(duration), ['0.4 ms', '207 ms', '1.19 s', '3 min 05 s']);
    assert.deepEqual([Number.NaN, -1].map(duration), ['–', '0 ms']);
  });

  it('shows the time of day', () => {
    const date = new Date(2026, 10, 22, 9, 5, 7, 42);
    assert.deepEqual([clock(date), exactClock(date)], ['09:05:07', '09:05:07.042']);
  });

  it('shows bytes with three digits at most', () => {
    const shown = [0, 640, 999.6, 1234, 24_042, 999_600, 1_200_000, 3.5e13].map(bytes);
    assert.deepEqual(shown, ['0 B', '640 B', '1.0 kB', '1.2 kB', '24 kB', '1.0 MB', '1.2 MB', '35 TB']);
  });

  it('shows rates', () => {
    const shown = [0, 0.001, 0.04, 0.5, 3.24, 12.4, 1250, Number.NaN].map(rate);
    assert.deepEqual(shown, ['0 /s', '< 0.01 /s', '0.04 /s', '0.5 /s', '3.2 /s', '12 /s', '1,250 /s', '–']);
  });

  it('shows shares, and 100 % only where nothing is missing', () => {
    const shown = [0, 0.0001, 0.002, 0.123, 0.9, 0.99996, 1].map(percent);
    assert.deepEqual(shown, ['0 %', '< 0.1 %', '0.2 %', '12 %', '90 %', '99.99 %', '100 %']);
  });

  it('groups thousands', () => {
    assert.deepEqual([0, 999, 1000, 20_000, 1_234_567].map(grouped), ['0', '999', '1,000', '20,000', '1,234,567']);
  });
});
