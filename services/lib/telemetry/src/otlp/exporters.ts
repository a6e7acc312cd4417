import { OTLPLogExporter as GrpcLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as HttpLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter as GrpcTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as HttpTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { convertLegacyOtlpGrpcOptions, createOtlpGrpcExportDelegate } from '@opentelemetry/otlp-grpc-exporter-base';
import { MetricsExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { protocolOf } from '../environment/choices.ts';
import type { EncodedBatch } from './encoding/batch.ts';
import { sendingEncoded } from './encoding/sending-encoded.ts';
import { agentFactory } from './http-agent.ts';
import { metricsSerializer } from './metrics-serializer.ts';
import { type Exporter, ReconnectingExporter } from './reconnecting-exporter.ts';

const overHttp = (signal: 'traces' | 'metrics' | 'logs', userAgent: string) => ({
  userAgent,
  httpAgentOptions: agentFactory(signal, process.env),
});

/** Sends to the endpoint and over the protocol in `OTEL_EXPORTER_OTLP_*`; `product` names the sender. */
export function traceExporter(product: string): Exporter<EncodedBatch<ReadableSpan>> {
  if (protocolOf('traces', process.env) === 'http/protobuf') {
    return sendingEncoded(new HttpTraceExporter(overHttp('traces', product)));
  }
  return new ReconnectingExporter(product, (userAgent) => sendingEncoded(new GrpcTraceExporter({ userAgent })));
}

export function logExporter(product: string): Exporter<EncodedBatch<ReadableLogRecord>> {
  if (protocolOf('logs', process.env) === 'http/protobuf') {
    return sendingEncoded(new HttpLogExporter(overHttp('logs', product)));
  }
  return new ReconnectingExporter(product, (userAgent) => sendingEncoded(new GrpcLogExporter({ userAgent })));
}

/** The exporter of the SDK, with exemplars. Always cumulative: a failed export loses nothing. */
export function metricExporter(product: string): PushMetricExporter {
  const exporter =
    protocolOf('metrics', process.env) === 'http/protobuf'
      ? httpMetricExporter(product)
      : new ReconnectingExporter(product, grpcMetricExporter);
  return Object.assign(exporter, { selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE });
}

function grpcMetricExporter(userAgent: string) {
  const delegate = createOtlpGrpcExportDelegate(
    convertLegacyOtlpGrpcOptions({ userAgent }, 'METRICS'),
    metricsSerializer,
    'otlp_grpc_metric_exporter',
    MetricsExporterMetricsHelper,
    undefined,
    'MetricsExportService',
    '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  );
  return new OTLPMetricExporterBase(delegate, {});
}

function httpMetricExporter(product: string) {
  const delegate = createOtlpHttpExportDelegate(
    convertLegacyHttpOptions(overHttp('metrics', product), 'METRICS', 'v1/metrics', {
      'Content-Type': 'application/x-protobuf',
    }),
    metricsSerializer,
    'otlp_http_metric_exporter',
    MetricsExporterMetricsHelper,
    undefined,
  );
  return new OTLPMetricExporterBase(delegate, {});
}
