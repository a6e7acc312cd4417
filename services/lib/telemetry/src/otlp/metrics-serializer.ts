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
import type { DataPointWithExemplars, Exemplar } from '../prometheus-producer.ts';
import { writeAttributes } from './encoding/attributes.ts';
import { ByteWriter } from './encoding/byte-writer.ts';

const CUMULATIVE = 2;

/**
 * Serializes an ExportMetricsServiceRequest with exemplars, which the serializer of the SDK (0.301) leaves out; fields of
 * opentelemetry/proto/metrics/v1/metrics.proto.
 */
export const metricsSerializer: ISerializer<ResourceMetrics, IExportMetricsServiceResponse> = {
  serializeRequest(metrics) {
    const w = new ByteWriter();
    writeResourceMetrics(w, metrics);
    return w.bytes;
  },
  deserializeResponse: (data) => ProtobufMetricsSerializer.deserializeResponse(data),
};

function writeResourceMetrics(w: ByteWriter, { resource, scopeMetrics }: ResourceMetrics): void {
  const message = w.begin(1, 2);
  const resourceMessage = w.begin(1, 2);
  writeAttributes(w, 1, resource.attributes);
  w.end(resourceMessage);
  for (const scope of scopeMetrics) writeScopeMetrics(w, scope);
  w.end(message);
}

function writeScopeMetrics(w: ByteWriter, { scope, metrics }: ScopeMetrics): void {
  const message = w.begin(2, 2);
  const scopeMessage = w.begin(1);
  w.string(1, scope.name);
  w.end(scopeMessage);
  for (const metric of metrics) writeMetric(w, metric);
  w.end(message);
}

function writeMetric(w: ByteWriter, { descriptor, ...data }: MetricData): void {
  const message = w.begin(2, 2);
  w.string(1, descriptor.name);
  w.string(2, descriptor.description);
  w.string(3, descriptor.unit);
  switch (data.dataPointType) {
    case DataPointType.GAUGE: {
      const gauge = w.begin(5, 2);
      for (const point of data.dataPoints) writeNumber(w, point);
      w.end(gauge);
      break;
    }
    case DataPointType.SUM: {
      const sum = w.begin(7, 2);
      for (const point of data.dataPoints) writeNumber(w, point);
      w.uint32(2, CUMULATIVE);
      w.bool(3, data.isMonotonic);
      w.end(sum);
      break;
    }
    case DataPointType.HISTOGRAM: {
      const histogram = w.begin(9, 2);
      for (const point of data.dataPoints) writeHistogram(w, point);
      w.uint32(2, CUMULATIVE);
      w.end(histogram);
      break;
    }
    default:
      throw new Error(`metric ${descriptor.name}: exponential histograms are not supported`);
  }
  w.end(message);
}

function writeNumber(w: ByteWriter, point: DataPoint<number>): void {
  const message = w.begin(1, 2);
  writeTimes(w, point);
  w.double(4, point.value);
  writeExemplars(w, 5, point);
  writeAttributes(w, 7, point.attributes);
  w.end(message);
}

function writeHistogram(w: ByteWriter, point: DataPoint<Histogram>): void {
  const { count, sum = 0, buckets } = point.value;
  const message = w.begin(1, 2);
  writeTimes(w, point);
  w.fixed64(4, count);
  w.double(5, sum);
  const counts = w.begin(6, 2);
  for (const n of buckets.counts) w.packedFixed64(n);
  w.end(counts);
  const bounds = w.begin(7, 2);
  for (const bound of buckets.boundaries) w.packedDouble(bound);
  w.end(bounds);
  writeExemplars(w, 8, point);
  writeAttributes(w, 9, point.attributes);
  w.end(message);
}

function writeTimes(w: ByteWriter, { startTime, endTime }: DataPoint<unknown>): void {
  w.time(2, startTime);
  w.time(3, endTime);
}

function writeExemplars(w: ByteWriter, field: number, point: DataPoint<unknown>): void {
  for (const exemplar of (point as Partial<DataPointWithExemplars<unknown>>).exemplars ?? []) {
    writeExemplar(w, field, exemplar);
  }
}

function writeExemplar(w: ByteWriter, field: number, { time, value, traceId, spanId }: Exemplar): void {
  const message = w.begin(field);
  w.time(2, time);
  w.double(3, value);
  w.hex(4, spanId);
  w.hex(5, traceId);
  w.end(message);
}
