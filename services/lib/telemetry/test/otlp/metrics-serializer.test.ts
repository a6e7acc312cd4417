import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attributes, HrTime } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { metricsSerializer } from '../../src/otlp/metrics-serializer.ts';
import { type Attribute, type Metric, type Point, readMetrics } from '../support/otlp.ts';

/** Random values that are the same in every run (mulberry32). */
function random(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (most: number) => Math.floor(next() * (most + 1));
  const pick = <T>(values: readonly T[]): T => values[integer(values.length - 1)] as T;
  const list = <T>(most: number, make: () => T): T[] => Array.from({ length: integer(most) }, make);
  const hex = (bytes: number) => Array.from({ length: bytes * 2 }, () => integer(15).toString(16)).join('');
  return { next, integer, pick, list, hex };
}
type Random = ReturnType<typeof random>;

const NUMBERS = [
  0,
  1,
  -1,
  0.1,
  -0.1,
  1e-300,
  -1.5e300,
  Number.MAX_SAFE_INTEGER,
  Number.POSITIVE_INFINITY,
  2 ** 31,
  2 ** 53,
];
const numberOf = ({ pick, next, integer }: Random) =>
  pick([() => pick(NUMBERS), () => (next() - 0.5) * 1e6, () => integer(1e9) - 5e8])();
const timeOf = ({ integer, pick }: Random): HrTime => [
  pick([0, 1, integer(2_000_000_000), 1_795_000_000, 4_102_444_800]),
  pick([0, 1, 999_999_999, integer(999_999_999)]),
];

function attributesOf(r: Random): Attributes {
  const value = () =>
    r.pick(['text', '', 'grün ✓', true, false, 7, -7, 2 ** 40, 0.5, -2.25, ['a', 'b'], [1, 2], undefined]);
  return Object.fromEntries(r.list(4, () => [`key_${r.integer(99)}`, value()]));
}

function pointOf<T>(r: Random, value: T) {
  return {
    startTime: timeOf(r),
    endTime: timeOf(r),
    attributes: attributesOf(r),
    value,
    exemplars: r.list(3, () => ({ value: numberOf(r), time: timeOf(r), traceId: r.hex(16), spanId: r.hex(8) })),
  };
}

function histogramOf(r: Random) {
  const boundaries = r.list(8, () => numberOf(r)).sort((a, b) => a - b);
  const counts = Array.from({ length: boundaries.length + 1 }, () => r.pick([0, 1, r.integer(1e6), 2 ** 40]));
  return { buckets: { boundaries, counts }, sum: numberOf(r), count: r.pick([0, 3, 2 ** 33]) };
}

function metricOf(r: Random): MetricData {
  const common = {
    descriptor: {
      name: `metric_${r.integer(99)}`,
      description: r.pick(['Help', '']),
      unit: r.pick(['', 's']),
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  return r.pick<() => MetricData>([
    () => ({ ...common, dataPointType: DataPointType.GAUGE, dataPoints: r.list(4, () => pointOf(r, numberOf(r))) }),
    () => ({
      ...common,
      dataPointType: DataPointType.SUM,
      isMonotonic: r.pick([true, false]),
      dataPoints: r.list(4, () => pointOf(r, numberOf(r))),
    }),
    () => ({
      ...common,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: r.list(4, () => pointOf(r, histogramOf(r))),
    }),
  ])();
}

const nanos = ([seconds, rest]: HrTime) => String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

function expectedAttributes(attributes: Attributes) {
  const anyValue = (value: unknown): Attribute['value'] => {
    if (typeof value === 'string') return { string_value: value };
    if (typeof value === 'boolean') return { bool_value: value };
    if (Array.isArray(value)) return { array_value: { values: value.map(anyValue) } };
    return Number.isInteger(value) ? { int_value: String(value) } : { double_value: Number(value) };
  };
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: anyValue(value) }));
}

type AnyPoint = ReturnType<typeof pointOf<number | ReturnType<typeof histogramOf>>>;

function expectedPoint({ startTime, endTime, attributes, value, exemplars }: AnyPoint): Point {
  const common = {
    start_time_unix_nano: nanos(startTime),
    time_unix_nano: nanos(endTime),
    exemplars: exemplars.map(({ value, time, traceId, spanId }) => ({
      time_unix_nano: nanos(time),
      as_double: value,
      span_id: base64(spanId),
      trace_id: base64(traceId),
    })),
    attributes: expectedAttributes(attributes),
  };
  if (typeof value === 'number') return { ...common, as_double: value };
  const { count, sum, buckets } = value;
  return {
    ...common,
    count: String(count),
    sum,
    bucket_counts: buckets.counts.map(String),
    explicit_bounds: buckets.boundaries,
  };
}

function expectedMetric(data: MetricData): Metric {
  const { name, description, unit } = data.descriptor;
  const data_points = (data.dataPoints as unknown as AnyPoint[]).map(expectedPoint);
  const labels = { name, description, unit };
  if (data.dataPointType === DataPointType.GAUGE) return { ...labels, gauge: { data_points } };
  const points = { data_points, aggregation_temporality: 2 };
  if (data.dataPointType === DataPointType.HISTOGRAM) return { ...labels, histogram: points };
  return { ...labels, sum: { ...points, is_monotonic: data.dataPointType === DataPointType.SUM && data.isMonotonic } };
}

function roundTrip(attributes: Attributes, metrics: MetricData[]) {
  const request: ResourceMetrics = {
    resource: resourceFromAttributes(attributes as never),
    scopeMetrics: [{ scope: { name: 'prom-client' }, metrics }],
  };
  const bytes = metricsSerializer.serializeRequest(request);
  assert.ok(bytes);
  const [batch, ...others] = readMetrics(bytes);
  assert.ok(batch && others.length === 0);
  return batch;
}

describe('metrics in OTLP', () => {
  it('are the same after encoding and decoding, exemplars included', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const r = random(seed);
      const resource = attributesOf(r);
      const metrics = r.list(4, () => metricOf(r));
      const { resource: found, items } = roundTrip(resource, metrics);
      assert.deepEqual(items, metrics.map(expectedMetric), `seed ${seed}`);
      assert.deepEqual(found.attributes, expectedAttributes(resource), `seed ${seed}`);
    }
  });

  it('keep every nanosecond, more than a double can hold', () => {
    const time: HrTime = [1_795_341_600, 123_456_789];
    const point = { startTime: [0, 1] as HrTime, endTime: time, attributes: {}, value: 1 };
    const { items } = roundTrip({}, [
      {
        descriptor: { name: 'm', description: '', unit: '', valueType: ValueType.DOUBLE },
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPointType: DataPointType.GAUGE,
        dataPoints: [point],
      },
    ]);
    const [found] = items[0]?.gauge?.data_points ?? [];
    assert.deepEqual([found?.start_time_unix_nano, found?.time_unix_nano], ['1', '1795341600123456789']);
  });

  it('cannot be exponential histograms, which are not supported', () => {
    const metric = {
      descriptor: { name: 'm', description: '', unit: '' },
      dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
    };
    assert.throws(() => roundTrip({}, [metric as never]), /exponential/);
  });

  it('get a reply that counts refused items', () => {
    assert.deepEqual(metricsSerializer.deserializeResponse(new Uint8Array()), {});
  });
});
