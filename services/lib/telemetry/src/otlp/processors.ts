import { TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Outbox } from './outbox.ts';

/** Puts sampled spans into `outbox` as they end. */
export function spanProcessor(outbox: Outbox<ReadableSpan>, deadlineMillis: number): SpanProcessor {
  return {
    onStart() {},
    onEnd(span) {
      if (span.spanContext().traceFlags & TraceFlags.SAMPLED) outbox.push(span);
    },
    forceFlush: () => outbox.flush(),
    shutdown: () => outbox.close(deadlineMillis),
  };
}

/** Puts log records into `outbox` as they are written. */
export function logRecordProcessor(outbox: Outbox<ReadableLogRecord>, deadlineMillis: number): LogRecordProcessor {
  return {
    onEmit: (record) => outbox.push(record),
    forceFlush: () => outbox.flush(),
    shutdown: () => outbox.close(deadlineMillis),
  };
}
