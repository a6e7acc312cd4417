import { TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Outbox } from './outbox.ts';

type Box<T> = Pick<Outbox<T, never>, 'push' | 'flush' | 'close'>;

/** Pushes each sampled span to `outbox` when it ends. */
export function spanProcessor(outbox: Box<ReadableSpan>, deadlineMillis: number): SpanProcessor {
  return {
    onStart() {},
    onEnd(span) {
      if (span.spanContext().traceFlags & TraceFlags.SAMPLED) outbox.push(span);
    },
    forceFlush: () => outbox.flush(),
    shutdown: () => outbox.close(deadlineMillis),
  };
}

/** Pushes each log record to `outbox`. */
export function logRecordProcessor(outbox: Box<ReadableLogRecord>, deadlineMillis: number): LogRecordProcessor {
  return {
    onEmit: (record) => outbox.push(record),
    forceFlush: () => outbox.flush(),
    shutdown: () => outbox.close(deadlineMillis),
  };
}
