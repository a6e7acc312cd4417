import type { Attributes, AttributeValue, HrTime } from '@opentelemetry/api';
import {
  type IExportMetricsServiceResponse,
  type ISerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import {
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import protobuf from 'protobufjs/minimal.js';
import type { DataPointWithExemplars, Exemplar } from '../prometheus-producer.ts';

type Writer = protobuf.Writer;

/** Keys of fields: the number in opentelemetry/proto/metrics/v1/metrics.proto and the wire type. */
const varint = (field: number) => (field << 3) | 0;
const fixed64 = (field: number) => (field << 3) | 1;
const bytes = (field: number) => (field << 3) | 2;

const CUMULATIVE = 2;

/** Serializes an ExportMetricsServiceRequest with exemplars, which the serializer of the SDK (0.301) leaves out. */
export const metricsSerializer: ISerializer<ResourceMetrics, IExportMetricsServiceResponse> = {
  serializeRequest: (metrics) => message(protobuf.Writer.create(), 1, (w) => resourceMetrics(w, metrics)).finish(),
  deserializeResponse: (data) => ProtobufMetricsSerializer.deserializeResponse(data),
};

function message(writer: Writer, field: number, content: (writer: Writer) => void): Writer {
  content(writer.uint32(bytes(field)).fork());
  return writer.ldelim();
}

function resourceMetrics(w: Writer, { resource, scopeMetrics: scopes }: ResourceMetrics): void {
  message(w, 1, (r) => attributes(r, 1, resource.attributes));
  for (const scope of scopes) message(w, 2, (s) => scopeMetrics(s, scope));
}

function scopeMetrics(w: Writer, { scope, metrics }: ScopeMetrics): void {
  message(w, 1, (s) => s.uint32(bytes(1)).string(scope.name));
  for (const data of metrics) message(w, 2, (m) => metric(m, data));
}

function metric(w: Writer, data: MetricData): void {
  w.uint32(bytes(1)).string(data.descriptor.name);
  w.uint32(bytes(2)).string(data.descriptor.description);
  w.uint32(bytes(3)).string(data.descriptor.unit);
  switch (data.dataPointType) {
    case DataPointType.GAUGE:
      message(w, 5, (g) => points(g, data.dataPoints, numberPoint));
      break;
    case DataPointType.SUM:
      message(w, 7, (s) => {
        points(s, data.dataPoints, numberPoint);
        s.uint32(varint(2)).int32(CUMULATIVE).uint32(varint(3)).bool(data.isMonotonic);
      });
      break;
    case DataPointType.HISTOGRAM:
      message(w, 9, (h) => {
        points(h, data.dataPoints, histogramPoint);
        h.uint32(varint(2)).int32(CUMULATIVE);
      });
      break;
    default:
      throw new Error(`metric ${data.descriptor.name}: exponential histograms are not supported`);
  }
}

function points<T>(w: Writer, list: readonly DataPoint<T>[], write: (w: Writer, point: DataPoint<T>) => void): void {
  for (const point of list) message(w, 1, (p) => write(p, point));
}

function numberPoint(w: Writer, point: DataPoint<number>): void {
  times(w, point);
  w.uint32(fixed64(4)).double(point.value);
  exemplars(w, 5, point);
  attributes(w, 7, point.attributes);
}

function histogramPoint(w: Writer, point: DataPoint<Histogram>): void {
  const { count, sum = 0, buckets } = point.value;
  times(w, point);
  w.uint32(fixed64(4)).fixed64(count).uint32(fixed64(5)).double(sum);
  message(w, 6, (b) => {
    for (const n of buckets.counts) b.fixed64(n);
  });
  message(w, 7, (b) => {
    for (const bound of buckets.boundaries) b.double(bound);
  });
  exemplars(w, 8, point);
  attributes(w, 9, point.attributes);
}

function times(w: Writer, { startTime, endTime }: DataPoint<unknown>): void {
  w.uint32(fixed64(2));
  nanoseconds(w, startTime);
  w.uint32(fixed64(3));
  nanoseconds(w, endTime);
}

function exemplars(w: Writer, field: number, point: DataPoint<unknown>): void {
  for (const exemplar of (point as Partial<DataPointWithExemplars<unknown>>).exemplars ?? []) {
    message(w, field, (e) => writeExemplar(e, exemplar));
  }
}

function writeExemplar(w: Writer, { time, value, traceId, spanId }: Exemplar): void {
  w.uint32(fixed64(2));
  nanoseconds(w, time);
  w.uint32(fixed64(3)).double(value);
  w.uint32(bytes(4)).bytes(Buffer.from(spanId, 'hex'));
  w.uint32(bytes(5)).bytes(Buffer.from(traceId, 'hex'));
}

/** A double cannot hold all nanoseconds, so the 64 bits are written as two halves, the lower one first. */
function nanoseconds(w: Writer, [seconds, nanos]: HrTime): void {
  const value = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
  w.fixed32(Number(value & 0xffff_ffffn)).fixed32(Number(value >> 32n));
}

function attributes(w: Writer, field: number, all: Attributes): void {
  for (const [key, value] of Object.entries(all)) {
    if (value === undefined) continue;
    message(w, field, (kv) => {
      kv.uint32(bytes(1)).string(key);
      message(kv, 2, (v) => anyValue(v, value));
    });
  }
}

function anyValue(w: Writer, value: AttributeValue | null): void {
  if (typeof value === 'string') w.uint32(bytes(1)).string(value);
  else if (typeof value === 'boolean') w.uint32(varint(2)).bool(value);
  else if (typeof value === 'number' && Number.isInteger(value)) w.uint32(varint(3)).int64(value);
  else if (typeof value === 'number') w.uint32(fixed64(4)).double(value);
  else if (Array.isArray(value)) {
    message(w, 5, (list) => {
      for (const item of value) message(list, 1, (v) => anyValue(v, item ?? null));
    });
  }
}
