import { type HrTime, type Span, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { KEEP_TRACE, shareOfTraces } from '@triptych/catalogue';
import type { SamplingSettings } from './settings.ts';

/** Tells whether the trace of a span will be stored, as far as that is certain now. */
export type IsKept = (span: Span) => boolean;

/**
 * A span ends after it is judged, so its duration is at least the one seen here, but for the difference of two clocks:
 * the start is read from the clock of the system, the end from one that is never set.
 */
const CLOCKS_MILLIS = 10;

/**
 * Returns the rule by which the Collector keeps traces, for one span: its trace is asked for by name or in the share, or
 * the span itself has an error or is slow. So the span alone makes the Collector keep it, however late it arrives. A trace
 * may also be kept because of another span: then the answer is false.
 */
export function keptBy(settings: SamplingSettings | undefined, now: () => number = Date.now): IsKept {
  const isSampled = (span: Span) => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  if (!settings) return isSampled;
  const isInShare = shareOfTraces(settings.percent);
  return (span) => {
    if (!isSampled(span)) return false;
    const { traceId, traceState } = span.spanContext();
    if (isInShare(traceId) || traceState?.get(KEEP_TRACE.key) === KEEP_TRACE.value) return true;
    const { status, startTime } = span as RecordedSpan;
    if (status?.code === SpanStatusCode.ERROR) return true;
    if (!startTime) return false;
    return now() - (startTime[0] * 1000 + startTime[1] / 1e6) > settings.slowMillis + CLOCKS_MILLIS;
  };
}

/** A span of the SDK; spans of other processes have neither. */
type RecordedSpan = Span & { readonly status?: { readonly code: SpanStatusCode }; readonly startTime?: HrTime };
