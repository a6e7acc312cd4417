import { context, logs, ROOT_CONTEXT, type Tracer, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { getBooleanFromEnv } from '@opentelemetry/core';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  defaultResource,
  envDetector,
  hostDetector,
  processDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { METRICS } from '@triptych/catalogue';
import { REQUEST_ID_HEADER, requestIdOf } from './context.ts';
import { observeEventLoop } from './event-loop.ts';
import { createLogger, type ServiceLogger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { logExporter, metricExporter, traceExporter } from './otlp/exporters.ts';
import { type ExportGate, gated } from './otlp/gate.ts';
import { Outbox } from './otlp/outbox.ts';
import { logRecordProcessor, spanProcessor } from './otlp/processors.ts';
import { createPrometheusProducer } from './prometheus-producer.ts';

export interface TelemetryConfig {
  /** `service.name`, unless `OTEL_SERVICE_NAME` is set. */
  readonly service: string;
  readonly version: string;
  /** Least severe level that is logged: debug, info, warn, error. */
  readonly logLevel: string;
  /** Time between exports of metrics; default 5000. */
  readonly metricsIntervalMillis?: number;
  /** Longest time that `shutdown` spends on sending queued items; default 5000. */
  readonly shutdownMillis?: number;
  /** Delays exports or makes them fail, as a Collector may; used for fault injection. */
  readonly gate?: ExportGate | undefined;
}

export interface Telemetry {
  readonly service: string;
  readonly version: string;
  readonly logger: ServiceLogger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** Sends queued items until the deadline. Items that remain are counted, and logged on stdout. */
  shutdown(): Promise<void>;
}

const SHUTDOWN_MILLIS = 5000;

type Pipelines = Pick<NodeSDKConfiguration, 'spanProcessors' | 'logRecordProcessors' | 'metricReaders'>;

/**
 * Starts traces, metrics and logs of this process. Call it once. Destination, sampler, resource attributes and the off
 * switch come from the standard variables (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`, `OTEL_RESOURCE_ATTRIBUTES`,
 * `OTEL_SDK_DISABLED`). With the SDK off, stdout and `/metrics` work as before.
 */
export function startTelemetry(config: TelemetryConfig): Telemetry {
  const { metricsIntervalMillis = 5000, shutdownMillis = SHUTDOWN_MILLIS, gate } = config;
  const lost = { traces: 0, logs: 0 };
  const telemetry = assemble(config, ({ metrics, logger, service, version }) => {
    const product = `${service}/${version}`;
    const sent = metrics.counter(METRICS.telemetrySent);
    const dropped = metrics.counter(METRICS.telemetryDropped);
    const outbox = <T>(signal: 'traces' | 'logs', exporter: ConstructorParameters<typeof Outbox<T>>[0]['export']) => {
      sent.add({ signal }, 0);
      dropped.add({ signal }, 0);
      return new Outbox<T>({
        export: gated(gate, signal, exporter),
        // A batch holds items of many requests, so the trace of no single one is its exemplar.
        onSent: (count) => sent.add({ signal }, count, ROOT_CONTEXT),
        onDrop(count) {
          dropped.add({ signal }, count);
          lost[signal] += count;
        },
        onState: (err) =>
          err
            ? logger.warn({ signal, reason: err.message }, 'telemetry delayed')
            : logger.info({ signal }, 'telemetry resumed'),
      });
    };

    const spanExporter = traceExporter(product);
    const recordExporter = logExporter(product);
    const metricsExporter = metricExporter(product);
    const spans = outbox<ReadableSpan>('traces', (items, done) => spanExporter.export(items, done));
    const records = outbox<ReadableLogRecord>('logs', (items, done) => recordExporter.export(items, done));
    metrics.gauge(METRICS.telemetryQueueSize, (gauge) => {
      gauge.set({ signal: 'traces' }, spans.size);
      gauge.set({ signal: 'logs' }, records.size);
    });

    return {
      spanProcessors: [spanProcessor(spans, shutdownMillis)],
      logRecordProcessors: [logRecordProcessor(records, shutdownMillis)],
      metricReaders: [
        new PeriodicExportingMetricReader({
          exporter: Object.assign(metricsExporter, {
            export: gated(gate, 'metrics', metricsExporter.export.bind(metricsExporter)),
          }),
          exportIntervalMillis: metricsIntervalMillis,
          exportTimeoutMillis: metricsIntervalMillis,
          metricProducers: [createPrometheusProducer(metrics.registry)],
        }),
      ],
    };
  });

  return {
    ...telemetry,
    async shutdown() {
      const before = { ...lost };
      await telemetry.shutdown();
      const unsent = { traces: lost.traces - before.traces, logs: lost.logs - before.logs };
      // The process ends, so nobody reads the counter any more.
      if (unsent.traces + unsent.logs > 0) telemetry.logger.error(unsent, 'telemetry lost');
    },
  };
}

interface Parts {
  readonly service: string;
  readonly version: string;
  readonly metrics: Metrics;
  readonly logger: ServiceLogger;
}

/** Creates logger and metrics, then starts the SDK with the pipelines that `pipelines` creates from them. */
export function assemble(
  { service: named, version, logLevel, shutdownMillis = SHUTDOWN_MILLIS }: TelemetryConfig,
  pipelines: (parts: Parts) => Pipelines,
  stdout?: { write(line: string): unknown },
): Telemetry {
  const service = process.env.OTEL_SERVICE_NAME || named;
  const metrics = createMetrics();
  observeEventLoop(metrics);
  const logger = createLogger({
    service,
    level: logLevel,
    otlp: () => logs.getLogger('pino'),
    ...(stdout && { stdout }),
  });

  const sdk = new NodeSDK({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': service,
        'service.namespace': 'triptych',
        'service.version': version,
      }),
    ),
    resourceDetectors: [serviceInstanceIdDetector, hostDetector, processDetector, envDetector],
    instrumentations: [
      new UndiciInstrumentation({
        requireParentforSpans: true,
        requestHook: (_span, request) => {
          const requestId = requestIdOf();
          if (requestId) request.addHeader(REQUEST_ID_HEADER, requestId);
        },
      }),
    ],
    ...pipelines({ service, version, metrics, logger }),
  });
  sdk.start();
  // A disabled SDK installs no context manager, but log lines and calls need the request id from the context.
  if (getBooleanFromEnv('OTEL_SDK_DISABLED'))
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

  return {
    service,
    version,
    logger,
    metrics,
    tracer: trace.getTracer(service, version),
    async shutdown() {
      // The queues observe the deadline; exporters would wait longer for a Collector that never answers.
      const deadline = Promise.withResolvers<void>();
      const timer = setTimeout(deadline.resolve, shutdownMillis + 250);
      try {
        await Promise.race([sdk.shutdown(), deadline.promise]);
      } catch (error) {
        // The last metrics could not be sent. A Collector that is down must not turn a clean stop into a failure.
        process.stderr.write(`telemetry: ${(error as Error).message}\n`);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
