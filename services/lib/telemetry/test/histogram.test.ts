import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { histogramObserver } from '../src/histogram.ts';

const BOUNDS = [0.1, 1, 5];
const newHistogram = (enableExemplars: boolean) => {
  const registry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  const options = { name: 'seconds', help: 'Seconds', labelNames: ['route', 'status'], buckets: BOUNDS };
  return { registry, histogram: new Histogram({ ...options, registers: [registry], enableExemplars }) };
};
const exemplar = (spanId: string) => () => ({ trace_id: 'a', span_id: spanId });

describe('a histogram', () => {
  it('counts what prom-client counts, with and without exemplars', async () => {
    const labels = fc.record({ route: fc.constantFrom('/', '/x', '/0'), status: fc.constantFrom('200', '0200', '') });
    const value = fc.oneof(fc.constantFrom(0, ...BOUNDS), fc.double({ min: 0, max: 10, noNaN: true }));
    const measurements = fc.array(fc.tuple(labels, value, fc.boolean(), fc.nat(80)));
    await fc.assert(
      fc.asyncProperty(measurements, async (all) => {
        const [plain, ours] = [newHistogram(false), newHistogram(true)];
        let time = 0;
        const observe = histogramObserver(ours.histogram, BOUNDS, () => time);
        for (const [labelSet, seconds, hasExemplar, pause] of all) {
          time += pause;
          plain.histogram.observe(labelSet, seconds);
          observe(labelSet, seconds, hasExemplar ? exemplar('b') : undefined);
        }
        const text = (await ours.registry.metrics()).replaceAll(/ # .*/g, '');
        assert.equal(text.trim(), (await plain.registry.metrics()).replaceAll(/ # .*/g, '').trim());
      }),
    );
  });

  it('renews the exemplar of a bucket after 100 ms, and those of other buckets and labels on their own', async () => {
    const { registry, histogram } = newHistogram(true);
    let time = 0;
    const observe = histogramObserver(histogram, BOUNDS, () => time);
    const measure = (route: string, seconds: number, spanId: string) =>
      observe({ route, status: '200' }, seconds, exemplar(spanId));
    measure('/', 0.5, 'first');
    time = 99;
    measure('/', 0.5, 'too early');
    measure('/', 2, 'another bucket');
    measure('/x', 0.5, 'other labels');
    const kept = async () => [...(await registry.metrics()).matchAll(/span_id="([^"]+)"/g)].map(([, id]) => id);
    assert.deepEqual((await kept()).sort(), ['another bucket', 'first', 'other labels']);
    time = 100;
    measure('/', 0.5, 'later');
    assert.deepEqual((await kept()).sort(), ['another bucket', 'later', 'other labels']);
  });
});
