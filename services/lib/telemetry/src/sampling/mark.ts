import type { SpanContext } from '@opentelemetry/api';
import { KEEP_TRACE, TEST_TRACE } from '@triptych/catalogue';

/** What a caller asks for its trace, in `tracestate`: to keep it, or to keep it and not to count it as a user's. */
export type Mark = typeof KEEP_TRACE.value | typeof TEST_TRACE.value;

/** The mark of a trace; undefined for most traces, which have no `tracestate`. */
export function markOf(span: SpanContext | undefined): Mark | undefined {
  const value = span?.traceState?.get(KEEP_TRACE.key);
  return value === KEEP_TRACE.value || value === TEST_TRACE.value ? value : undefined;
}

/** Whether a trace is that of a test. */
export const isTest = (span: SpanContext | undefined): boolean => markOf(span) === TEST_TRACE.value;
