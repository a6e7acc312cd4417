import { ATTRIBUTES, type LogEvent, METRICS, SPANS } from '@triptych/catalogue';
import type { Span } from '../jaeger.ts';
import { query, queryExemplars } from '../prometheus.ts';
import { isError } from './describe.ts';
import type { Line } from './line.ts';

const CONVERSION_COMPLETED: LogEvent = 'conversion completed';

const HOUR_MS = 3_600_000;
/** Below this many an hour says less than all there is since the services started. */
const ENOUGH = 10;

/** A histogram in which a request has its place. */
export interface Subject {
  readonly title: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How long this request took, in seconds. */
  readonly own: number;
}

export interface Bucket {
  /** Upper bound in seconds. */
  readonly le: number;
  /** Measurements in this bucket alone. */
  readonly count: number;
  /** A trace that fell into it. */
  readonly exemplar?: { readonly traceId: string; readonly seconds: number };
}

/** How long others took, and where this request lies among them. */
export interface Latency extends Subject {
  readonly window: string;
  readonly buckets: readonly Bucket[];
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** The share of measurements that were shorter, 0 to 1. */
  readonly slowerThan: number;
}

/** What to compare a request by: its last conversion or, without one, the route that was called. */
export function subjectOf(spans: readonly Span[], lines: readonly Line[]): Subject | undefined {
  const converted = spans
    .filter(({ name }) => name === SPANS.convert)
    .sort((a, b) => a.start - b.start)
    .at(-1);
  if (converted) {
    const format = String(converted.attributes[ATTRIBUTES.outputFormat] ?? '');
    // The span has a little more than was measured, which at a bucket's bound makes a difference.
    const measured = lines.findLast(({ spanId }) => spanId === converted.id)?.fields.duration_seconds;
    return conversions(format, Number(measured ?? converted.durationMicros / 1e6), !isError(converted));
  }
  const root = spans.filter(({ kind }) => kind === 'server').sort((a, b) => a.start - b.start)[0];
  if (root) return requests(root.service, root.attributes, root.durationMicros / 1e6);
  // With Jaeger away, the log knows it, too.
  const line = lines.findLast(({ message }) => message === CONVERSION_COMPLETED);
  if (line)
    return conversions(String(line.fields[ATTRIBUTES.outputFormat]), Number(line.fields.duration_seconds), true);
  const first = lines.find(({ fields }) => fields['http.route'] !== undefined);
  return first && requests(first.service, first.fields, Number(first.fields.duration_seconds));
}

function conversions(format: string, own: number, ok: boolean): Subject {
  const labels = { format_out: format, ...(ok && { outcome: 'ok' }) };
  return { title: `conversions to ${format}`, metric: METRICS.conversionDuration.name, labels, own };
}

function requests(service: string, attributes: Readonly<Record<string, unknown>>, own: number): Subject | undefined {
  const [method, route] = [attributes['http.request.method'], attributes['http.route']];
  if (!method || !route) return undefined;
  const labels = { service_name: service, http_request_method: String(method), http_route: String(route) };
  return { title: `${method} ${route} of ${service}`, metric: METRICS.httpServerRequestDuration.name, labels, own };
}

/** The distribution in the hour up to `at`; undefined where Prometheus has no measurement. */
export async function readLatency(prometheus: string, subject: Subject, at: Date): Promise<Latency | undefined> {
  const matchers = Object.entries(subject.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const selector = `${subject.metric}_bucket{${matchers.join(', ')}}`;
  const [hour, ever, exemplars] = await Promise.all([
    query(prometheus, `sum by (le) (increase(${selector}[1h]))`, at),
    query(prometheus, `sum by (le) (${selector})`, at),
    queryExemplars(prometheus, selector, new Date(at.getTime() - HOUR_MS)),
  ]);
  // What a new series was born with is no increase: after a start the hour looks emptier than it was.
  const lastHour = toBuckets(hour);
  const isEnough = total(lastHour) >= ENOUGH;
  const buckets = isEnough ? lastHour : toBuckets(ever);
  const count = total(buckets);
  if (count < 0.5) return undefined;
  const newest = exemplars.sort((a, b) => b.time - a.time);
  return {
    ...subject,
    window: isEnough ? 'in the hour before' : 'since the service started',
    buckets: buckets.map((bucket, i) => {
      const lower = buckets[i - 1]?.le ?? 0;
      const found = newest.find(({ value }) => value > lower && value <= bucket.le);
      return found ? { ...bucket, exemplar: { traceId: found.traceId, seconds: found.value } } : bucket;
    }),
    count: Math.round(count),
    p50: quantile(buckets, 0.5),
    p95: quantile(buckets, 0.95),
    p99: quantile(buckets, 0.99),
    slowerThan: shareBelow(buckets, subject.own),
  };
}

/** Cumulative samples, as Prometheus has them, to buckets with counts of their own. */
export function toBuckets(samples: readonly { labels: Readonly<Record<string, string>>; value: number }[]): Bucket[] {
  const cumulative = samples
    .map(({ labels, value }) => ({ le: labels.le === '+Inf' ? Infinity : Number(labels.le), value }))
    .sort((a, b) => a.le - b.le);
  // Extrapolated increases may fall by a hair from one bound to the next.
  return cumulative.map(({ le, value }, i) => ({ le, count: Math.max(0, value - (cumulative[i - 1]?.value ?? 0)) }));
}

/** As Prometheus does: linear inside a bucket, and no more than the last bound. */
export function quantile(buckets: readonly Bucket[], q: number): number {
  const wanted = total(buckets) * q;
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
  return below / (total(buckets) || 1);
}

function total(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}
