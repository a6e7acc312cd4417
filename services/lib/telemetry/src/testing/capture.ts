import { EventEmitter } from 'node:events';
import { SpanKind } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, type ReadableLogRecord, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { assemble, type Telemetry } from '../start.ts';

export interface LogLine {
  readonly time: string;
  readonly severity: string;
  readonly message: string;
  readonly metadata: Record<string, unknown>;
}

export interface Capture {
  readonly telemetry: Telemetry;
  spans(): ReadableSpan[];
  records(): ReadableLogRecord[];
  /** Log lines, parsed. */
  lines(): LogLine[];
  /** Value of the sample with exactly this name and these labels; undefined when there is none. */
  sample(name: string, labels?: Record<string, string>): Promise<number | undefined>;
  /** Resolves once `condition` holds, checked after each span and line: a reply arrives before its span ends. */
  until(condition: () => boolean): Promise<void>;
  /** Fetches from a server of this process, and waits until it has ended its span and written the line of the request. */
  request: typeof fetch;
  reset(): void;
}

/** Starts telemetry that is kept in memory. Call it once in a process, because the SDK is global. */
export function captureTelemetry(service: string): Capture {
  const changes = new EventEmitter().setMaxListeners(0);
  const changed = () => changes.emit('change');
  const spans = new (class extends InMemorySpanExporter {
    override export(...args: Parameters<InMemorySpanExporter['export']>): void {
      super.export(...args);
      changed();
    }
  })();
  const records = new InMemoryLogRecordExporter();
  let lines: string[] = [];
  const telemetry = assemble(
    { service, version: '0.0.0', logLevel: 'debug' },
    () => ({
      spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
      logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: records })],
      metricReaders: [],
    }),
    {
      write(line) {
        lines.push(line);
        changed();
      },
    },
  );

  const until: Capture['until'] = (condition) =>
    new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        changes.off('change', look);
        resolve();
      };
      changes.on('change', look);
      look();
    });
  const served = () => spans.getFinishedSpans().filter(({ kind }) => kind === SpanKind.SERVER).length;

  return {
    telemetry,
    spans: () => spans.getFinishedSpans(),
    records: () => records.getFinishedLogRecords(),
    lines: () => lines.map((line) => JSON.parse(line)),
    async sample(name, labels = {}) {
      const wanted = JSON.stringify(Object.entries(labels).sort());
      const metrics = await telemetry.metrics.registry.getMetricsAsJSON();
      const samples = metrics.flatMap((metric) =>
        metric.values.map((value) => ({ name: metric.name, metricName: undefined, ...value })),
      );
      return samples.find(
        (sample) =>
          (sample.metricName ?? sample.name) === name &&
          JSON.stringify(Object.entries(sample.labels).sort()) === wanted,
      )?.value;
    },
    until,
    async request(...args) {
      const before = served();
      const reply = await fetch(...args);
      await until(() => served() > before);
      return reply;
    },
    reset() {
      spans.reset();
      records.reset();
      lines = [];
    },
  };
}
