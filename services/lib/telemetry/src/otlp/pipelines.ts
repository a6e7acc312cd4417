import { ROOT_CONTEXT } from '@opentelemetry/api';
import { type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { METRICS } from '@triptych/catalogue';
import type { Diagnostics } from '../diagnostics.ts';
import { isExported } from '../environment/choices.ts';
import type { ServiceLogger } from '../logging/logger.ts';
import type { Metrics } from '../metrics.ts';
import { createPrometheusProducer } from '../prometheus-producer.ts';
import { EncodedBatch, type Item } from './encoding/batch.ts';
import type { ByteWriter } from './encoding/byte-writer.ts';
import { writeLogRecord } from './encoding/log-record.ts';
import { writeSpan } from './encoding/span.ts';
import { logExporter, metricExporter, traceExporter } from './exporters.ts';
import { type ExportGate, gated, type Signal } from './gate.ts';
import { Outbox } from './outbox.ts';
import { logRecordProcessor, spanProcessor } from './processors.ts';
import { reasonOf } from './reason.ts';
import type { Exporter } from './reconnecting-exporter.ts';
import { settled } from './settled.ts';
import { watched } from './watched.ts';

export type Pipelines = Required<
  Pick<NodeSDKConfiguration, 'spanProcessors' | 'logRecordProcessors' | 'metricReaders'>
>;

/** What pipelines are made of. */
export interface PipelineParts {
  readonly service: string;
  readonly version: string;
  readonly metrics: Metrics;
  readonly logger: ServiceLogger;
  /** Writes to stdout alone. */
  readonly localLogger: ServiceLogger;
  /** Whether the process sends its last items, and logs to stdout alone. */
  isStopping(): boolean;
}

interface PipelineOptions {
  readonly metricsIntervalMillis?: number;
  readonly gate?: ExportGate | undefined;
}

type Queued = 'traces' | 'logs';

/** The pipelines of all signals that are exported; `lost` counts the items that they drop. */
export function pipelinesOf(
  { gate, metricsIntervalMillis = 5000 }: PipelineOptions,
  shutdownMillis: number,
  { service, version, metrics, logger, isStopping }: PipelineParts,
  diagnostics: Diagnostics,
  lost: Record<Queued, number>,
): Pipelines {
  const product = `${service}/${version}`;
  const sent = metrics.counter(METRICS.telemetrySent);
  const dropped = metrics.counter(METRICS.telemetryDropped);
  const queues: Partial<Record<Queued, { readonly size: number; takePushed(): number }>> = {};
  const report = (signal: Signal) => (error: Error | undefined) => {
    // This line would not be sent.
    if (!error && isStopping()) return;
    if (!error) logger.info({ signal }, 'telemetry resumed');
    else
      logger.warn({ signal, reason: reasonOf(error, diagnostics.connectionError(), process.env) }, 'telemetry delayed');
  };

  const outbox = <T extends Item>(
    signal: Queued,
    exporter: Exporter<EncodedBatch<T>>,
    write: (w: ByteWriter, item: T) => void,
  ) => {
    sent.add({ signal }, 0);
    dropped.add({ signal }, 0);
    const box = new Outbox<T, EncodedBatch<T>>({
      newBatch: () => new EncodedBatch(write),
      export: gated(gate, signal, settled(exporter)),
      // A batch holds items of many requests, so the trace of no single one is its exemplar.
      onSent: (count) => sent.add({ signal }, count, ROOT_CONTEXT),
      onDrop(count) {
        dropped.add({ signal }, count);
        lost[signal] += count;
      },
      onState: report(signal),
    });
    queues[signal] = box;
    return box;
  };

  // On demand, so that an item costs an addition and not a look-up of its labels.
  metrics.counter(METRICS.telemetryEnded, (counter) => {
    for (const [signal, box] of Object.entries(queues))
      counter.add({ signal: signal as Queued }, box.takePushed(), ROOT_CONTEXT);
  });
  metrics.gauge(METRICS.telemetryQueueSize, (gauge) => {
    for (const [signal, { size }] of Object.entries(queues)) gauge.set({ signal: signal as Queued }, size);
  });

  const spans = () => spanProcessor(outbox('traces', traceExporter(product), writeSpan), shutdownMillis);
  const records = () => logRecordProcessor(outbox('logs', logExporter(product), writeLogRecord), shutdownMillis);
  const reader = (): MetricReader => {
    const exporter = metricExporter(product);
    const send = gated(gate, 'metrics', exporter.export.bind(exporter));
    // Just before the reader gives up, which it would report itself.
    const timeoutMillis = metricsIntervalMillis * 0.95;
    return new PeriodicExportingMetricReader({
      exporter: Object.assign(exporter, { export: watched(send, timeoutMillis, report('metrics')) }),
      exportIntervalMillis: metricsIntervalMillis,
      exportTimeoutMillis: metricsIntervalMillis,
      metricProducers: [createPrometheusProducer(metrics.registry)],
    });
  };
  const ifExported = <T>(signal: Signal, create: () => T): T[] => (isExported(signal, process.env) ? [create()] : []);

  return {
    spanProcessors: ifExported('traces', spans),
    logRecordProcessors: ifExported('logs', records),
    metricReaders: ifExported('metrics', reader),
  };
}
