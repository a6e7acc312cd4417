import type { RequestJson } from './json.ts';
import type { Latency } from './latency.ts';
import type { TraceReport } from './report.ts';

/** The report in the JSON that `toJson` makes. Every line is given the trace id and the request id of the report. */
export function fromJson(json: RequestJson): TraceReport {
  const { trace_id: traceId, request_id: requestId } = json;
  return {
    requestId: requestId ?? undefined,
    traceId: traceId ?? undefined,
    otherTraceIds: json.other_trace_ids,
    keptRatio: json.kept_ratio ?? undefined,
    missing: json.missing,
    queries: json.queries,
    cut: json.cut ?? [],
    spans: json.spans.map((span) => ({
      id: span.span_id,
      parentId: span.parent_span_id ?? undefined,
      service: span.service,
      name: span.name,
      kind: span.kind,
      start: span.started_at_micros,
      durationMicros: Math.round(span.duration_seconds * 1e6),
      attributes: span.attributes,
    })),
    lines: json.log_lines.map((line) => ({
      time: line.time_micros,
      service: line.service,
      severity: line.severity,
      message: line.message,
      traceId: traceId ?? undefined,
      spanId: line.span_id ?? undefined,
      requestId: requestId ?? undefined,
      fields: line.fields,
    })),
    latency: json.latency ? latencyFromJson(json.latency) : undefined,
  };
}

/** The distribution in the JSON that `latencyToJson` makes. */
export function latencyFromJson(json: NonNullable<RequestJson['latency']>): Latency {
  return {
    title: json.title,
    metric: json.metric,
    labels: json.labels,
    requestSeconds: json.own_seconds,
    window: json.window,
    count: json.count,
    p50: json.p50_seconds,
    p95: json.p95_seconds,
    p99: json.p99_seconds,
    slowerThan: json.slower_than,
    exemplars: json.exemplars.map(({ trace_id, seconds, at }) => ({ traceId: trace_id, seconds, at })),
    buckets: json.buckets.map(({ le, count, exemplar }) => ({
      le: le === '+Inf' ? Infinity : Number(le),
      count,
      ...(exemplar && { exemplar: { traceId: exemplar.trace_id, seconds: exemplar.seconds } }),
    })),
  };
}
