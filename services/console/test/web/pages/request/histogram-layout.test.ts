import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { latencyToJson } from '@triptych/client/request/json';
import { latency } from '@triptych/client/request/testing';
import { histogramLayout } from '../../../../src/web/pages/request/histogram-layout.ts';

describe('the histogram of a request', () => {
  const layout = histogramLayout(latencyToJson(latency), 'b'.repeat(32));

  it('has the buckets with measurements, and one empty one on both sides', () => {
    assert.deepEqual(
      layout.columns.map(({ le, height }) => [le, Number(height.toFixed(2))]),
      [
        [0.025, 0],
        [0.05, 0.33],
        [0.1, 1],
        [0.25, 0.1],
        [0.5, 0],
      ],
    );
  });

  it('places this request and the others within their buckets', () => {
    // 109 ms is 6 % into the fourth of five buckets.
    assert.equal(Number(layout.place.toFixed(3)), 0.612);
    assert.deepEqual(
      layout.points.map(({ traceId, place }) => [traceId[0], Number(place.toFixed(3))]),
      [['a', 0.328]],
    );
  });

  it('shows a measurement above the last bound in the last bucket', () => {
    const { columns, place } = histogramLayout(latencyToJson({ ...latency, requestSeconds: 9 }));
    assert.deepEqual([columns.at(-1)?.le, place > 0.9], [Infinity, true]);
  });
});
