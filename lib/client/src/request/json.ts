import { extentOf } from './extent.ts';
import type { Latency } from './latency.ts';
import type { TraceReport } from './report.ts';
import { servicesOf } from './services.ts';
import { byStart } from './span.ts';
import { buildTree } from './tree.ts';
import { verdictOf } from './verdict.ts';

/** A report for programs: times in ISO 8601, durations in seconds, nothing shortened. */
export function toJson(report: TraceReport) {
  const { spans, lines, latency, requestId, traceId, otherTraceIds, keptRatio, missing, queries, cut } = report;
  const { start, end } = extentOf(buildTree(spans, lines));
  const { state, text } = verdictOf(spans, lines);
  return {
    request_id: requestId,
    trace_id: traceId,
    other_trace_ids: otherTraceIds,
    // null: no span has arrived, and sampling does not explain it.
    sampled: spans.length > 0 || (keptRatio === undefined ? null : false),
    ...(keptRatio !== undefined && { kept_ratio: keptRatio }),
    state,
    summary: text,
    started_at: time(start),
    duration_seconds: (end - start) / 1e6,
    services: servicesOf(report),
    spans: byStart(spans).map(({ id, parentId, service, name, kind, start: from, durationMicros, attributes }) => ({
      span_id: id,
      parent_span_id: parentId,
      service,
      name,
      kind,
      started_at: time(from),
      started_at_micros: from,
      duration_seconds: durationMicros / 1e6,
      attributes,
    })),
    log_lines: lines.map(({ time: at, service, severity, message, spanId, fields }) => ({
      time: time(at),
      time_micros: at,
      service,
      severity,
      message,
      span_id: spanId,
      fields,
    })),
    latency: latency && latencyToJson(latency),
    missing,
    queries,
    ...(cut.length > 0 && { cut }),
  };
}

/** What `toJson` makes. */
export type RequestJson = ReturnType<typeof toJson>;

/** A distribution for programs. */
export function latencyToJson(latency: Latency) {
  return {
    title: latency.title,
    metric: latency.metric,
    labels: latency.labels,
    window: latency.window,
    count: latency.count,
    own_seconds: latency.requestSeconds,
    slower_than: latency.slowerThan,
    p50_seconds: latency.p50,
    p95_seconds: latency.p95,
    p99_seconds: latency.p99,
    buckets: latency.buckets.map(({ le, count, exemplar }) => ({
      le: le === Infinity ? '+Inf' : le,
      count,
      ...(exemplar && { exemplar: { trace_id: exemplar.traceId, seconds: exemplar.seconds } }),
    })),
    exemplars: latency.exemplars.map(({ traceId, seconds, at }) => ({ trace_id: traceId, seconds, at })),
  };
}

function time(micros: number): string {
  return new Date(micros / 1000).toISOString();
}
