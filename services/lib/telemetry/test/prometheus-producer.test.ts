import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { type DataPoint, DataPointType, type Histogram, type MetricData } from '@opentelemetry/sdk-metrics';
import { Summary } from 'prom-client';
import { createMetrics } from '../src/metrics.ts';
import { createPrometheusProducer, type DataPointWithExemplars } from '../src/prometheus-producer.ts';

const COUNTER = { name: 'tests_total', type: 'counter', help: 'Tests', labels: { kind: { meaning: 'Kind' } } } as const;
const GAUGE = { name: 'test_size', type: 'gauge', help: 'Size', labels: { kind: { meaning: 'Kind' } } } as const;
const HISTOGRAM = {
  name: 'test_seconds',
  type: 'histogram',
  help: 'Time',
  labels: { kind: { meaning: 'Kind' }, outcome: { meaning: 'Outcome' } },
  buckets: [0.1, 1, 10],
} as const;
const SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};
const inSpan = (spanContext = SPAN) => trace.setSpanContext(ROOT_CONTEXT, spanContext);

async function collect(registry: Parameters<typeof createPrometheusProducer>[0]): Promise<MetricData[]> {
  const { resourceMetrics, errors } = await createPrometheusProducer(registry).collect();
  assert.deepEqual(errors, []);
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
}

/** The one metric of this name, and its points. */
async function collectOne<T = number>(registry: Parameters<typeof createPrometheusProducer>[0], name: string) {
  const [metric, ...others] = (await collect(registry)).filter(({ descriptor }) => descriptor.name === name);
  assert.ok(metric && others.length === 0, name);
  return { metric, points: metric.dataPoints as unknown as (DataPoint<T> & DataPointWithExemplars<T>)[] };
}

describe('a prom-client registry as OpenTelemetry metrics', () => {
  it('has each counter as a cumulative, monotonic sum', async () => {
    const { registry, counter } = createMetrics();
    const tests = counter(COUNTER);
    tests.add({ kind: 'a' });
    tests.add({ kind: 'b' }, 2.5);
    const { metric, points } = await collectOne(registry, 'tests_total');
    assert.equal(metric.dataPointType, DataPointType.SUM);
    assert.ok(metric.dataPointType === DataPointType.SUM && metric.isMonotonic);
    assert.equal(metric.descriptor.description, 'Tests');
    assert.deepEqual(
      points.map(({ attributes, value }) => [attributes, value]),
      [
        [{ kind: 'a' }, 1],
        [{ kind: 'b' }, 2.5],
      ],
    );
  });

  it('keeps the suffix of a counter that was shown as OpenMetrics', async () => {
    const { registry, counter } = createMetrics();
    counter(COUNTER).add({ kind: 'a' });
    for (let i = 0; i < 2; i += 1) {
      await registry.metrics();
      assert.equal((await collectOne(registry, 'tests_total')).points[0]?.value, 1);
    }
  });

  it('has the current value of each gauge, including gauges that are read on demand', async () => {
    const { registry, gauge } = createMetrics();
    let size = 0;
    gauge(GAUGE, (recorder) => {
      size += 1;
      recorder.set({ kind: 'read' }, -size);
    }).set({ kind: 'set' }, 7);
    const { metric, points } = await collectOne(registry, 'test_size');
    assert.equal(metric.dataPointType, DataPointType.GAUGE);
    const values = Object.fromEntries(points.map(({ attributes, value }) => [attributes.kind, value]));
    assert.deepEqual(values, { set: 7, read: -1 });
  });

  it('has each series of a histogram with buckets that are not cumulative', async () => {
    const { registry, histogram } = createMetrics();
    const seconds = histogram(HISTOGRAM);
    for (const value of [0.05, 0.06, 0.5, 5, 50, 60]) seconds.observe({ kind: 'a', outcome: 'ok' }, value);
    seconds.observe({ kind: 'a', outcome: 'failed' }, 0.5);
    const { metric, points } = await collectOne<Histogram>(registry, 'test_seconds');
    assert.equal(metric.dataPointType, DataPointType.HISTOGRAM);
    assert.deepEqual(
      points.map(({ attributes, value }) => [attributes, value]),
      [
        [
          { kind: 'a', outcome: 'ok' },
          { buckets: { boundaries: [0.1, 1, 10], counts: [2, 1, 1, 2] }, sum: 115.61, count: 6 },
        ],
        [
          { kind: 'a', outcome: 'failed' },
          { buckets: { boundaries: [0.1, 1, 10], counts: [0, 1, 0, 0] }, sum: 0.5, count: 1 },
        ],
      ],
    );
  });

  it('has the trace of a measurement in each bucket as an exemplar', async () => {
    const { registry, histogram, counter } = createMetrics();
    const other = { ...SPAN, spanId: 'aaaaaaaaaaaaaaaa' };
    const seconds = histogram(HISTOGRAM);
    const labels = { kind: 'a', outcome: 'ok' };
    seconds.observe(labels, 0.06, inSpan());
    seconds.observe(labels, 50, inSpan(other));
    counter(COUNTER).add({ kind: 'a' }, 2, inSpan());
    const before = Date.now() / 1000;

    const { points } = await collectOne(registry, 'test_seconds');
    assert.deepEqual(
      points[0]?.exemplars.map(({ value, traceId, spanId }) => [value, traceId, spanId]),
      [
        [0.06, SPAN.traceId, SPAN.spanId],
        [50, SPAN.traceId, other.spanId],
      ],
    );
    assert.ok(Math.abs((points[0]?.exemplars[0]?.time[0] ?? 0) - before) < 60);
    const [exemplar] = (await collectOne(registry, 'tests_total')).points[0]?.exemplars ?? [];
    assert.deepEqual([exemplar?.value, exemplar?.spanId], [2, SPAN.spanId]);
  });

  it('has no exemplar without a sampled span', async () => {
    const { registry, histogram } = createMetrics();
    const seconds = histogram(HISTOGRAM);
    seconds.observe({ kind: 'a', outcome: 'ok' }, 1, inSpan({ ...SPAN, traceFlags: TraceFlags.NONE }));
    seconds.observe({ kind: 'a', outcome: 'ok' }, 1, context.active());
    assert.deepEqual((await collectOne(registry, 'test_seconds')).points[0]?.exemplars, []);
  });

  it('leaves out metrics without measurements: Prometheus logs a warning for each', async () => {
    const { registry, counter, histogram } = createMetrics();
    counter(COUNTER);
    histogram(HISTOGRAM);
    const names = (await collect(registry)).map(({ descriptor }) => descriptor.name);
    assert.deepEqual(
      names.filter((name) => name.startsWith('test')),
      [],
    );
  });

  it('covers the time from the start of the process until now', async () => {
    const { registry, counter } = createMetrics();
    counter(COUNTER).add({ kind: 'a' });
    const [point] = (await collectOne(registry, 'tests_total')).points;
    const now = Date.now() / 1000;
    assert.ok(Math.abs((point?.startTime[0] ?? 0) - (now - process.uptime())) < 5);
    assert.ok(Math.abs((point?.endTime[0] ?? 0) - now) < 5);
  });

  it('starts a later series at the previous collection, when it was still 0', async () => {
    const { registry, counter } = createMetrics();
    const tests = counter(COUNTER);
    const producer = createPrometheusProducer(registry);
    const pointsOf = async () => {
      const { resourceMetrics } = await producer.collect();
      const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
      const points = all.find(({ descriptor }) => descriptor.name === 'tests_total')?.dataPoints ?? [];
      return new Map(points.map((point) => [point.attributes.kind, point]));
    };
    tests.add({ kind: 'early' });
    const before = (await pointsOf()).get('early');
    tests.add({ kind: 'late' }, 10);
    const first = await pointsOf();
    assert.deepEqual(first.get('late')?.startTime, before?.endTime);
    assert.deepEqual(first.get('early')?.startTime, before?.startTime);
    assert.deepEqual((await pointsOf()).get('late')?.startTime, before?.endTime);
  });

  it('keeps the start of a counter that was shown as OpenMetrics: a later one would be a reset', async () => {
    const { registry, counter } = createMetrics();
    counter(COUNTER).add({ kind: 'a' });
    const producer = createPrometheusProducer(registry);
    const startOf = async () => {
      const { resourceMetrics } = await producer.collect();
      const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
      return all.find(({ descriptor }) => descriptor.name === 'tests_total')?.dataPoints[0]?.startTime;
    };
    const before = await startOf();
    assert.ok(before);
    await registry.metrics();
    assert.deepEqual(await startOf(), before);
  });

  it('has the metrics of the runtime, and leaves summaries out', async () => {
    const { registry } = createMetrics();
    new Summary({ name: 'test_summary', help: 'Summary', registers: [registry as never] }).observe(1);
    const names = (await collect(registry)).map(({ descriptor }) => descriptor.name);
    for (const name of [
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_seconds',
      'nodejs_heap_size_used_bytes',
    ]) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(!names.includes('test_summary'));
  });
});
