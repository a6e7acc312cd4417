import { refusalOf, request, requestJson } from './http.ts';
import type { Span } from './request/span.ts';

interface JaegerSpan {
  spanID: string;
  operationName: string;
  processID: string;
  startTime: number;
  duration: number;
  references: { refType: string; spanID: string }[];
  tags: { key: string; value: unknown }[];
}

interface JaegerTrace {
  traceID: string;
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string; tags?: { key: string; value: unknown }[] }>;
}

/** The URL of a trace in Jaeger's API. */
export function traceUrl(jaeger: string, traceId: string): string {
  return `${jaeger}/api/traces/${traceId}`;
}

/** The spans of a trace; none where Jaeger does not know the trace. Jaeger may take `seconds`. */
export async function findTrace(jaeger: string, traceId: string, seconds?: number): Promise<Span[]> {
  const url = traceUrl(jaeger, traceId);
  const reply = await request(url, {}, seconds);
  if (reply.status === 404) return [];
  if (!reply.ok) throw await refusalOf(reply, url);
  const { data } = (await reply.json()) as { data: JaegerTrace[] | null };
  return (data ?? []).flatMap(spansOf);
}

function spansOf({ spans, processes }: JaegerTrace): Span[] {
  return spans.map((span) => {
    const attributes = Object.fromEntries(span.tags.map(({ key, value }) => [key, value]));
    return {
      id: span.spanID,
      parentId: span.references.find(({ refType }) => refType === 'CHILD_OF')?.spanID,
      service: processes[span.processID]?.serviceName ?? '',
      name: span.operationName,
      kind: String(attributes['span.kind'] ?? 'internal'),
      start: span.startTime,
      durationMicros: span.duration,
      attributes,
    };
  });
}

/** What to search for: traces with a span of a service that has all of this. */
export interface TraceSearch {
  readonly service: string;
  readonly operation?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** As Jaeger writes it: `100ms`. */
  readonly minDuration?: string | undefined;
  readonly maxDuration?: string | undefined;
}

/** A trace that a search found. */
export interface FoundTrace {
  readonly traceId: string;
  /** Microseconds since 1970. */
  readonly start: number;
}

/** The traces between two times that a search finds, 20 at most. Jaeger may take `seconds`. */
export async function searchTraces(
  jaeger: string,
  search: TraceSearch,
  since: Date,
  until = new Date(),
  seconds?: number,
): Promise<FoundTrace[]> {
  const url = searchUrl(jaeger, search, since, until, 20);
  const { data } = await requestJson<{ data: JaegerTrace[] | null }>(url, seconds);
  return (data ?? []).map(({ traceID, spans = [] }) => {
    return { traceId: traceID, start: Math.min(...spans.map(({ startTime }) => startTime)) };
  });
}

/** The URL of a search in Jaeger's API. */
export function searchUrl(
  jaeger: string,
  { service, operation, tags, minDuration, maxDuration }: TraceSearch,
  since: Date,
  until: Date,
  limit: number,
): URL {
  const url = new URL(`${jaeger}/api/traces`);
  url.search = new URLSearchParams({
    service,
    ...(operation && { operation }),
    ...(tags && { tags: JSON.stringify(tags) }),
    ...(minDuration && { minDuration }),
    ...(maxDuration && { maxDuration }),
    start: `${since.getTime() * 1000}`,
    end: `${until.getTime() * 1000}`,
    limit: `${limit}`,
  }).toString();
  return url;
}

/** A trace with all its spans. */
export interface WholeTrace {
  readonly traceId: string;
  readonly spans: readonly Span[];
}

/** The traces in a reply to `searchUrl`. */
export function tracesIn({ data }: { readonly data: unknown }): WholeTrace[] {
  return ((data ?? []) as JaegerTrace[]).map((trace) => ({ traceId: trace.traceID, spans: spansOf(trace) }));
}

/** The resource attributes of a service in a reply to `searchUrl`, a record for each of its processes in each trace. */
export function resourcesIn({ data }: { readonly data: unknown }, service: string): Record<string, unknown>[] {
  const processes = ((data ?? []) as JaegerTrace[]).flatMap((trace) => Object.values(trace.processes));
  return processes
    .filter(({ serviceName }) => serviceName === service)
    .map(({ tags = [] }) => Object.fromEntries(tags.map(({ key, value }) => [key, value])));
}

/** The names of the services that have spans. Throws a UserError without an answer within `seconds`. */
export async function tracedServices(jaeger: string, seconds?: number): Promise<string[]> {
  return (await requestJson<{ data: string[] | null }>(`${jaeger}/api/services`, seconds)).data ?? [];
}

/** Ids of the traces since a time in which a span of any service has these attributes, the earliest first. Each answer may take `seconds`. */
export async function findTracesBy(
  jaeger: string,
  attributes: Readonly<Record<string, string>>,
  since: Date,
  seconds?: number,
): Promise<string[]> {
  const services = await tracedServices(jaeger, seconds);
  const until = new Date(Date.now() + 60_000);
  // Jaeger searches one service at a time.
  const found = await Promise.all(
    services.map((service) => searchTraces(jaeger, { service, tags: attributes }, since, until, seconds)),
  );
  const traces = found.flat().sort((a, b) => a.start - b.start);
  return [...new Set(traces.map(({ traceId }) => traceId))];
}

/** The calls between services in the last `lookbackSeconds`, a record each. */
export async function dependencies(jaeger: string, lookbackSeconds: number): Promise<Record<string, string>[]> {
  const search = new URLSearchParams({ endTs: `${Date.now()}`, lookback: `${lookbackSeconds * 1000}` });
  return (await requestJson<{ data: Record<string, string>[] }>(`${jaeger}/api/dependencies?${search}`)).data;
}
