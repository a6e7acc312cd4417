import { UserError } from './errors.ts';
import { request, requestJson } from './http.ts';

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
  processes: Record<string, { serviceName: string }>;
}

export function traceUrl(jaeger: string, traceId: string): string {
  return `${jaeger}/api/traces/${traceId}`;
}

/** The spans that Jaeger has of a trace; none where it does not know it. */
export async function findTrace(jaeger: string, traceId: string): Promise<Span[]> {
  const url = traceUrl(jaeger, traceId);
  const reply = await request(url);
  if (reply.status === 404) return [];
  if (!reply.ok) throw new UserError(`${url} answered ${reply.status}: ${(await reply.text()).trim().slice(0, 200)}`);
  const { data } = (await reply.json()) as { data: JaegerTrace[] | null };
  return (data ?? []).flatMap(({ spans, processes }) =>
    spans.map((span) => {
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
    }),
  );
}

/** Ids of the traces since a time in which a span of any service has these attributes; the earliest first. */
export async function findTracesBy(
  jaeger: string,
  attributes: Readonly<Record<string, string>>,
  since: Date,
): Promise<string[]> {
  const { data: services } = await requestJson<{ data: string[] | null }>(`${jaeger}/api/services`);
  // Jaeger searches one service at a time.
  const found = await Promise.all(
    (services ?? []).map(async (service) => {
      const url = new URL('/api/traces', jaeger);
      url.search = new URLSearchParams({
        service,
        tags: JSON.stringify(attributes),
        start: `${since.getTime() * 1000}`,
        end: `${(Date.now() + 60_000) * 1000}`,
        limit: '20',
      }).toString();
      return (await requestJson<{ data: JaegerTrace[] | null }>(url)).data ?? [];
    }),
  );
  const begin = ({ spans }: JaegerTrace) => Math.min(...spans.map(({ startTime }) => startTime));
  const traces = found.flat().sort((a, b) => begin(a) - begin(b));
  return [...new Set(traces.map(({ traceID }) => traceID))];
}
