import { type Attributes, type Span, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { ATTRIBUTES, shareOfTraces } from '@triptych/catalogue';
import { markOf } from './mark.ts';
import type { SamplingSettings } from './settings.ts';

/**
 * Tells whether the trace of a span will be stored. A measured duration, in seconds, that is slow makes it so: its span is
 * marked, since the span itself may be short, as that of a job which waited.
 */
export type IsKept = (span: Span, seconds?: number) => boolean;

/**
 * Returns the rule by which the Collector keeps traces, for one span: its trace is asked for by name or in the share, or
 * the span itself has an error or is marked. So the span alone makes the Collector keep it, however late it arrives. A
 * trace may also be kept because of another span: then the answer is false.
 */
export function keptBy(settings: SamplingSettings | undefined): IsKept {
  const isSampled = (span: Span) => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  if (!settings) return isSampled;
  const isInShare = shareOfTraces(settings.percent);
  return (span, seconds = 0) => {
    if (!isSampled(span)) return false;
    const spanContext = span.spanContext();
    if (isInShare(spanContext.traceId) || markOf(spanContext)) return true;
    const { status, attributes } = span as RecordedSpan;
    if (status?.code === SpanStatusCode.ERROR || attributes?.[ATTRIBUTES.traceKeep] === true) return true;
    if (seconds * 1000 <= settings.slowMillis || !span.isRecording()) return false;
    span.setAttribute(ATTRIBUTES.traceKeep, true);
    return true;
  };
}

/** A span of the SDK; spans of other processes have neither. */
type RecordedSpan = Span & { readonly status?: { readonly code: SpanStatusCode }; readonly attributes?: Attributes };
