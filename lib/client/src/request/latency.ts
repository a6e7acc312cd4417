import { ATTRIBUTES, type LogEvent, METRICS, SPANS } from '@triptych/catalogue';
import type { Line } from './line.ts';
import { byStart, isError, type Span } from './span.ts';

const CONVERSION_COMPLETED: LogEvent = 'conversion completed';

/** A histogram that measured a request, and what it measured. */
export interface Subject {
  readonly title: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How long this request took, in seconds. */
  readonly requestSeconds: number;
}

/** One measurement whose trace is known. */
export interface Exemplar {
  readonly traceId: string;
  readonly value: number;
  /** Seconds since 1970. */
  readonly time: number;
}

export interface Bucket {
  /** Upper bound in seconds. */
  readonly le: number;
  /** Measurements in this bucket alone. */
  readonly count: number;
  /** A trace whose measurement is in this bucket. */
  readonly exemplar?: { readonly traceId: string; readonly seconds: number };
}

/** The distribution of a histogram, and the place of one request in it. */
export interface Latency extends Subject {
  readonly window: string;
  readonly buckets: readonly Bucket[];
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** The share of measurements that were shorter, 0 to 1. */
  readonly slowerThan: number;
  /** Traces that were measured, the newest first. */
  readonly exemplars: readonly { readonly traceId: string; readonly seconds: number; readonly at: number }[];
}

/** More points than this lie on top of each other. */
const MOST_EXEMPLARS = 50;

/** The histogram to compare a request by: that of its last conversion or, without one, of the route it called. */
export function subjectOf(spans: readonly Span[], lines: readonly Line[]): Subject | undefined {
  return conversionOf(spans, lines) ?? routeOf(spans, lines);
}

/** The histogram of the last conversion of a request. */
export function conversionOf(spans: readonly Span[], lines: readonly Line[]): Subject | undefined {
  const ordered = byStart(spans);
  const converted = ordered.findLast(({ name }) => name === SPANS.convert);
  if (converted) {
    const format = String(converted.attributes[ATTRIBUTES.outputFormat] ?? '');
    // The span is a little longer than the measurement, which can put it into the next bucket.
    const measured = lines.findLast(({ spanId }) => spanId === converted.id)?.fields.duration_seconds;
    return conversions(format, Number(measured ?? converted.durationMicros / 1e6), !isError(converted));
  }
  if (ordered.some(({ kind }) => kind === 'server')) return undefined;
  // Without spans, the log lines have the same values.
  const line = lines.findLast(({ message }) => message === CONVERSION_COMPLETED);
  return line && conversions(String(line.fields[ATTRIBUTES.outputFormat]), Number(line.fields.duration_seconds), true);
}

/** What the Collector measures of every service: its spans. */
const SPAN_DURATION = 'traces_span_metrics_duration_seconds';

/** The histogram of the spans like the first one in which a service handled the request, for services without histograms. */
export function spansLike(spans: readonly Span[]): Subject | undefined {
  const first = byStart(spans).find(({ kind }) => kind === 'server' || kind === 'consumer');
  if (!first) return undefined;
  const { service, name, kind, durationMicros } = first;
  const labels = { service_name: service, span_name: name, span_kind: `SPAN_KIND_${kind.toUpperCase()}` };
  return { title: `${name} of ${service}`, metric: SPAN_DURATION, labels, requestSeconds: durationMicros / 1e6 };
}

/** The histogram of the route that a request called. */
export function routeOf(spans: readonly Span[], lines: readonly Line[]): Subject | undefined {
  const root = byStart(spans).find(({ kind }) => kind === 'server');
  if (root) return requests(root.service, root.attributes, root.durationMicros / 1e6);
  const first = lines.find(({ fields }) => fields['http.route'] !== undefined);
  return first && requests(first.service, first.fields, Number(first.fields.duration_seconds));
}

function conversions(format: string, requestSeconds: number, ok: boolean): Subject {
  const labels = { format_out: format, ...(ok && { outcome: 'ok' }) };
  return { title: `conversions to ${format}`, metric: METRICS.conversionDuration.name, labels, requestSeconds };
}

function requests(
  service: string,
  attributes: Readonly<Record<string, unknown>>,
  requestSeconds: number,
): Subject | undefined {
  const [method, route] = [attributes['http.request.method'], attributes['http.route']];
  if (!method || !route) return undefined;
  const labels = { service_name: service, http_request_method: String(method), http_route: String(route) };
  return {
    title: `${method} ${route} of ${service}`,
    metric: METRICS.httpServerRequestDuration.name,
    labels,
    requestSeconds,
  };
}

/** Places a request in the distribution of a histogram; undefined where that has no measurement. */
export function latencyOf(
  subject: Subject,
  { buckets, window, exemplars }: { buckets: readonly Bucket[]; window: string; exemplars: readonly Exemplar[] },
): Latency | undefined {
  const count = countOf(buckets);
  if (count < 0.5) return undefined;
  const newest = [...exemplars].sort((a, b) => b.time - a.time);
  return {
    ...subject,
    window,
    buckets: buckets.map((bucket, i) => {
      const lower = buckets[i - 1]?.le ?? 0;
      const found = newest.find(({ value }) => value > lower && value <= bucket.le);
      return found ? { ...bucket, exemplar: { traceId: found.traceId, seconds: found.value } } : bucket;
    }),
    count: Math.round(count),
    p50: quantile(buckets, 0.5),
    p95: quantile(buckets, 0.95),
    p99: quantile(buckets, 0.99),
    slowerThan: shareBelow(buckets, subject.requestSeconds),
    exemplars: newest
      .slice(0, MOST_EXEMPLARS)
      .map(({ traceId, value, time }) => ({ traceId, seconds: value, at: time })),
  };
}

/** Turns the cumulative samples of Prometheus into buckets, each with its own count. */
export function toBuckets(samples: readonly { labels: Readonly<Record<string, string>>; value: number }[]): Bucket[] {
  const cumulative = samples
    .map(({ labels, value }) => ({ le: labels.le === '+Inf' ? Infinity : Number(labels.le), value }))
    .sort((a, b) => a.le - b.le);
  // `increase` extrapolates: a bound may have slightly less than the bound below it.
  return cumulative.map(({ le, value }, i) => ({ le, count: Math.max(0, value - (cumulative[i - 1]?.value ?? 0)) }));
}

/** The quantile as Prometheus computes it: linear inside a bucket, and at most the last bound. */
export function quantile(buckets: readonly Bucket[], q: number): number {
  const wanted = countOf(buckets) * q;
  let seen = 0;
  let lower = 0;
  for (const { le, count } of buckets) {
    if (count > 0 && seen + count >= wanted)
      return le === Infinity ? lower : lower + ((le - lower) * (wanted - seen)) / count;
    seen += count;
    if (le !== Infinity) lower = le;
  }
  return lower;
}

/** The share of measurements below a value, linear inside its bucket. */
export function shareBelow(buckets: readonly Bucket[], value: number): number {
  let below = 0;
  let lower = 0;
  for (const { le, count } of buckets) {
    if (value >= le) below += count;
    else if (value > lower && le !== Infinity) below += (count * (value - lower)) / (le - lower);
    lower = le;
  }
  return below / (countOf(buckets) || 1);
}

/** The number of measurements in all buckets. */
export function countOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}
