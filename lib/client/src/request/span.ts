import { ATTRIBUTES, SPANS } from '@triptych/catalogue';

/** A span of a trace. */
export interface Span {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  /** Microseconds since 1970. */
  readonly start: number;
  readonly durationMicros: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** When a span ends, in microseconds since 1970. */
export function endOf({ start, durationMicros }: Span): number {
  return start + durationMicros;
}

/** Spans in the order of their start; where two start together, in the order given. */
export function byStart(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a.start - b.start);
}

/** Spans in the order of their start. Of two that start together the shorter comes first: the other waited for it. */
export function inCriticalOrder(spans: Iterable<Span>): Span[] {
  return [...spans].sort((a, b) => a.start - b.start || a.durationMicros - b.durationMicros);
}

/** The HTTP status of a span, by its stable name or the one before, which many instrumentations still use. */
export function statusOf({ attributes }: Span): unknown {
  return attributes['http.response.status_code'] ?? attributes['http.status_code'];
}

/** Whether a span ended with an error. */
export function isError(span: Span): boolean {
  const { error, [ATTRIBUTES.jobOutcome]: outcome } = span.attributes;
  return error === true || Number(statusOf(span)) >= 400 || isGivenUp(outcome);
}

/** Whether nothing was done during a span: a picture waited for a free converter. */
export function isWait({ name }: Span): boolean {
  return name === SPANS.poolWait;
}

/** Whether the job's attempt with this outcome was its last one, and made no picture. */
export function isGivenUp(outcome: unknown): outcome is 'rejected' | 'failed' {
  return outcome === 'rejected' || outcome === 'failed';
}
