import { request } from './http.ts';

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
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string }>;
}

export function traceUrl(jaeger: string, traceId: string): string {
  return `${jaeger}/api/traces/${traceId}`;
}

/** The spans that Jaeger has of a trace; none where it does not know it. */
export async function findTrace(jaeger: string, traceId: string): Promise<Span[]> {
  const reply = await request(traceUrl(jaeger, traceId));
  if (reply.status === 404) return [];
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
