import type { Latency } from './latency.ts';
import type { Line } from './line.ts';
import type { Span } from './span.ts';

/** What the three backends know of one request. */
export interface TraceReport {
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  /** Other traces with the same request id: a client may use one id for several requests. */
  readonly otherTraceIds: readonly string[];
  readonly spans: readonly Span[];
  readonly lines: readonly Line[];
  readonly latency: Latency | undefined;
  /** Where the trace has no spans because it was not sampled: the share of such traces that is kept, 0 to 1. */
  readonly keptRatio: number | undefined;
  /** What could not be read, and why; a sentence each. */
  readonly missing: readonly string[];
  /** What the backends were asked for the spans and lines. */
  readonly queries: readonly BackendQuery[];
  /** Which limits left out a part of what the backends have; a sentence each. */
  readonly cut: readonly string[];
}

/** A question to a backend, as a URL that answers it again. */
export interface BackendQuery {
  readonly backend: 'jaeger' | 'loki' | 'prometheus';
  readonly url: string;
}
