import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { convertLegacyOtlpGrpcOptions, createOtlpGrpcExportDelegate } from '@opentelemetry/otlp-grpc-exporter-base';
import { MetricsExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { metricsSerializer } from './metrics-serializer.ts';
import { ReconnectingExporter } from './reconnecting-exporter.ts';

/** Exports over gRPC to the endpoint in `OTEL_EXPORTER_OTLP_*`; `product` names the sender in the user agent. */
export function traceExporter(product: string): ReconnectingExporter<ReadableSpan[]> {
  return new ReconnectingExporter(product, (userAgent) => new OTLPTraceExporter({ userAgent }));
}

export function logExporter(product: string): ReconnectingExporter<ReadableLogRecord[]> {
  return new ReconnectingExporter(product, (userAgent) => new OTLPLogExporter({ userAgent }));
}

/** The exporter of the SDK, with exemplars. Always cumulative: a failed export loses nothing. */
export function metricExporter(product: string): PushMetricExporter {
  const exporter = new ReconnectingExporter(product, (userAgent) => {
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
  });
  return Object.assign(exporter, { selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE });
}
