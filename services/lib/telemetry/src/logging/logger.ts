import { context, type Logger as OtelLogger, SeverityNumber } from '@opentelemetry/api';
import { ATTRIBUTES, type LogEvent } from '@triptych/catalogue';
import pino from 'pino';
import { requestIdOf } from '../context.ts';
import { lineClock } from './clock.ts';
import { contextFields } from './context-fields.ts';
import { redacted } from './redact.ts';
import { type Lines, stdoutLines } from './stdout.ts';

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
  readonly stdout?: Lines;
}

/** The level from which a line is written at once: it may be the last one before a crash. */
const URGENT = 50;
const METADATA = ',"metadata":{';
/** `,"time":"2026-01-31T12:00:00.000Z"` */
const TIME_LENGTH = 34;
const NO_ATTRIBUTES = Object.freeze({});

/**
 * Creates a pino logger that writes each line twice with the same text: to stdout and, as the body of a log record, to
 * OTLP. A line is `{"severity","time","message","metadata":{"service","request_id","trace_id","span_id",…}}`.
 */
export function createLogger({ service, level, otlp, stdout = stdoutLines() }: LoggerOptions): ServiceLogger {
  const time = lineClock();
  const fieldsOf = contextFields(service);
  const destination = {
    // pino sets the level before each write to a stream that carries this symbol.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 30,
    write(text: string) {
      const ctx = context.active();
      const severity = severityOf(pino.levels.labels[this.lastLevel] ?? 'info');
      const line = withFields(text, SEVERITY_LENGTH + severity.length + TIME_LENGTH, fieldsOf(ctx));
      stdout.write(`${line}\n`);
      if (this.lastLevel >= URGENT) stdout.flush?.();
      const requestId = requestIdOf(ctx);
      otlp()?.emit({
        body: line,
        timestamp: time.hrTime(),
        severityNumber: SEVERITY_NUMBERS[this.lastLevel] ?? SeverityNumber.INFO,
        severityText: severity,
        attributes: requestId ? { [ATTRIBUTES.requestId]: requestId } : NO_ATTRIBUTES,
        context: ctx,
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
      timestamp: () => `,"time":"${time.next()}"`,
      formatters: { level: (label) => ({ severity: severityOf(label) }), log: redacted },
      serializers: { err: pino.stdSerializers.errWithCause },
    },
    destination,
  ) as ServiceLogger;
}

/** `{"severity":""` */
const SEVERITY_LENGTH = 14;

/**
 * Puts the fields of the context first into the metadata of a line, which begin at `at` or later, so that all lines start
 * with the same fields. A line without fields of its own has no metadata yet.
 */
function withFields(text: string, at: number, fields: string): string {
  const end = text.length - 1;
  const metadata = text.indexOf(METADATA, at);
  if (metadata < 0) return `${text.slice(0, at)}${METADATA}${fields}}${text.slice(at, end)}`;
  const start = metadata + METADATA.length;
  return `${text.slice(0, start)}${fields},${text.slice(start, end)}`;
}

function severityOf(label: string): string {
  return SEVERITY[label] ?? label;
}
