import {
  context,
  type HrTime,
  isSpanContextValid,
  type Logger as OtelLogger,
  SeverityNumber,
  trace,
} from '@opentelemetry/api';
import { ATTRIBUTES, type LogEvent } from '@triptych/catalogue';
import pino from 'pino';
import { requestIdOf } from './context.ts';

type Write = (fields: object, event: LogEvent) => void;

/** The logger of a service. It takes fields and a message of the catalogue, and adds request id, trace and span. */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
  fatal: Write;
  trace: Write;
}

export type ServiceLogger = pino.Logger & Log;

const SEVERITY: Record<string, string> = { trace: 'debug', warn: 'warning', fatal: 'error' };

const SEVERITY_NUMBERS: Record<number, SeverityNumber> = {
  10: SeverityNumber.TRACE,
  20: SeverityNumber.DEBUG,
  30: SeverityNumber.INFO,
  40: SeverityNumber.WARN,
  50: SeverityNumber.ERROR,
  60: SeverityNumber.FATAL,
};

export interface LoggerOptions {
  readonly service: string;
  /** trace, debug, info, warn or warning, error, fatal. */
  readonly level: string;
  /** Receives the OTLP copy of each line. It is looked up for each line because the SDK starts after the logger. */
  readonly otlp: () => OtelLogger | undefined;
  readonly stdout?: { write(line: string): unknown };
}

/**
 * Creates a pino logger that writes each line twice with the same text: to stdout and, as the body of a log record, to
 * OTLP. A line is `{"severity","time","message","metadata":{"service","request_id","trace_id","span_id",…}}`.
 */
export function createLogger({ service, level, otlp, stdout = process.stdout }: LoggerOptions): ServiceLogger {
  const time = lineClock();
  const destination = {
    // pino sets the level before each write to a stream that carries this symbol.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 30,
    write(line: string) {
      stdout.write(line);
      const requestId = requestIdOf();
      otlp()?.emit({
        body: line.trimEnd(),
        timestamp: time.hrTime(),
        severityNumber: SEVERITY_NUMBERS[this.lastLevel] ?? SeverityNumber.INFO,
        severityText: severityOf(pino.levels.labels[this.lastLevel] ?? 'info'),
        attributes: requestId ? { [ATTRIBUTES.requestId]: requestId } : {},
        context: context.active(),
      });
    },
  };

  return pino(
    {
      // Lines call this severity "warning", and so may people.
      level: level === 'warning' ? 'warn' : level,
      messageKey: 'message',
      nestedKey: 'metadata',
      base: null,
      timestamp: () => `,"time":"${time.next().toISOString()}"`,
      formatters: { level: (label) => ({ severity: severityOf(label) }) },
      serializers: { err: pino.stdSerializers.errWithCause },
      mixin: () => fieldsOfContext(service),
      // Context fields come first, so that all lines start with the same fields.
      mixinMergeStrategy: (fields, mixin) => ({ ...mixin, ...fields }),
      redact: { paths: ['*.authorization', '*.cookie', '*.password'], censor: '[redacted]' },
    },
    destination,
  ) as ServiceLogger;
}

/**
 * The time of each line: milliseconds in the text; OTLP has a counter in the digits below. Loki drops a line that equals
 * another one of the same instant, so the counter keeps lines apart and in order.
 */
function lineClock() {
  let now = new Date();
  let line = 0;
  return {
    next() {
      now = new Date();
      line = (line + 1) % 1_000_000;
      return now;
    },
    hrTime(): HrTime {
      const millis = now.getTime();
      return [Math.floor(millis / 1000), (millis % 1000) * 1_000_000 + line];
    },
  };
}

function severityOf(label: string): string {
  return SEVERITY[label] ?? label;
}

function fieldsOfContext(service: string): object {
  const requestId = requestIdOf();
  const span = trace.getSpanContext(context.active());
  return {
    service,
    ...(requestId && { [ATTRIBUTES.requestId]: requestId }),
    ...(span && isSpanContextValid(span) && { trace_id: span.traceId, span_id: span.spanId }),
  };
}
