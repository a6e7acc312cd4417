import { context, logs, type Logger as OtelLogger, type Tracer, trace } from '@opentelemetry/api';
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
import { NodeSDK } from '@opentelemetry/sdk-node';
import { METRICS } from '@triptych/catalogue';
import { exemptInternalHosts } from '@triptych/proxy';
import { REQUEST_ID_HEADER, requestIdOf } from './context.ts';
import { type Diagnostics, logDiagnostics } from './diagnostics.ts';
import { prepareEnvironment } from './environment/prepare.ts';
import { serviceNameOr } from './environment/service-name.ts';
import { observeEventLoop } from './event-loop.ts';
import { createLogger, type ServiceLogger } from './logging/logger.ts';
import { type MeasuredSpan, toReadableSpan } from './measured-span.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { ExportGate } from './otlp/gate.ts';
import { type PipelineParts, type Pipelines, pipelinesOf } from './otlp/pipelines.ts';
import { keptBy } from './sampling/kept.ts';
import { samplingFrom } from './sampling/settings.ts';

export interface TelemetryConfig {
  /** `service.name`, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` has one. */
  readonly service: string;
  readonly version: string;
  /** Least severe level that is logged: trace, debug, info, warn or warning, error, fatal. */
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
  /** Sends a span that another program measured; does nothing while the SDK is off. */
  sendMeasured(span: MeasuredSpan): void;
  /** Sends queued items until the deadline. Items that remain are counted, and logged on stdout. */
  shutdown(): Promise<void>;
}

const SHUTDOWN_MILLIS = 5000;

/**
 * Starts traces, metrics and logs of this process. Call it once. Destination, sampler, resource attributes and the off
 * switches come from the standard variables (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`, `OTEL_LOGS_EXPORTER`,
 * `OTEL_SDK_DISABLED`). A variable that cannot be used is corrected in the environment of the process, and logged. With
 * the SDK off, stdout and `/metrics` work as before.
 */
export function startTelemetry(config: TelemetryConfig): Telemetry {
  const { shutdownMillis = SHUTDOWN_MILLIS } = config;
  exemptInternalHosts(process.env);
  const findings = prepareEnvironment(process.env);
  const lost = { traces: 0, logs: 0 };
  let diagnostics: Diagnostics | undefined;
  const telemetry = assemble(config, (parts) => {
    diagnostics = logDiagnostics(parts.logger, parts.localLogger, process.env);
    return pipelinesOf(config, shutdownMillis, parts, diagnostics, lost);
  });
  for (const finding of findings) telemetry.logger.warn(finding, 'environment variable ignored');

  return {
    ...telemetry,
    async shutdown() {
      const before = { ...lost };
      await telemetry.shutdown();
      diagnostics?.stop();
      const unsent = { traces: lost.traces - before.traces, logs: lost.logs - before.logs };
      // The process ends, so nobody reads the counter any more.
      if (unsent.traces + unsent.logs > 0) telemetry.logger.error(unsent, 'telemetry lost');
    },
  };
}

/** Creates logger and metrics, then starts the SDK with the pipelines that `pipelines` creates from them. */
export function assemble(
  { service: named, version, logLevel, shutdownMillis = SHUTDOWN_MILLIS }: TelemetryConfig,
  pipelines: (parts: PipelineParts) => Pipelines,
  stdout?: { write(line: string): unknown },
): Telemetry {
  const service = serviceNameOr(named);
  const sampling = samplingFrom(process.env);
  const metrics = createMetrics(keptBy(sampling));
  metrics.gauge(METRICS.telemetryTracesKept).set({}, (sampling?.percent ?? 100) / 100);
  observeEventLoop(metrics);
  const lines = { service, level: logLevel, ...(stdout && { stdout }) };
  let stopping = false;
  // Looked up once, because the lookup compares scopes; before the SDK has started there is none.
  let records: OtelLogger | undefined;
  const logger = createLogger({ ...lines, otlp: () => (stopping ? undefined : records) });
  const localLogger = createLogger({ ...lines, otlp: () => undefined });

  const isDisabled = getBooleanFromEnv('OTEL_SDK_DISABLED');
  const signals = pipelines({ service, version, metrics, logger, localLogger, isStopping: () => stopping });
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
    ...signals,
  });
  sdk.start();
  records = logs.getLogger('pino');
  // A disabled SDK installs no context manager, but log lines and calls need the request id from the context.
  if (isDisabled) context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

  return {
    service,
    version,
    logger,
    metrics,
    tracer: trace.getTracer(service, version),
    sendMeasured(span) {
      if (!isDisabled) for (const processor of signals.spanProcessors) processor.onEnd(toReadableSpan(span));
    },
    async shutdown() {
      stopping = true;
      // The queues observe the deadline; exporters would wait longer for a Collector that never answers.
      const deadline = Promise.withResolvers<void>();
      const timer = setTimeout(deadline.resolve, shutdownMillis + 250);
      // Spans and log records first: then the last export of metrics has the final counts of what was sent and dropped.
      const queues = [...signals.spanProcessors, ...signals.logRecordProcessors];
      const stop = Promise.all(queues.map((queue) => queue.shutdown())).then(() => sdk.shutdown());
      try {
        await Promise.race([stop, deadline.promise]);
      } catch (error) {
        // A Collector that is down must not turn a clean stop into a failure.
        localLogger.warn({ diagnostic: (error as Error).message }, 'telemetry diagnostic');
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
