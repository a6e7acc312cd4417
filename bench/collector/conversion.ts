import { randomBytes } from 'node:crypto';
import { type Attributes, type HrTime, SpanKind } from '@opentelemetry/api';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import type { Item } from '../../services/lib/telemetry/src/otlp/encoding/batch.ts';
import type { writeLogRecord } from '../../services/lib/telemetry/src/otlp/encoding/log-record.ts';
import type { writeSpan } from '../../services/lib/telemetry/src/otlp/encoding/span.ts';

export type Span = Parameters<typeof writeSpan>[1];
export type Line = Parameters<typeof writeLogRecord>[1];

type Service = (typeof CONVERSION_SERVICE_NAMES)[number];

/** The telemetry of one conversion, by the service that sends it. */
export type Telemetry = Record<Service, { readonly spans: Span[]; readonly lines: Line[] }>;

/** The spans of a conversion: service, kind, name, and the place of the parent in this list. */
const SPANS: readonly (readonly [Service, SpanKind, string, number?])[] = [
  ['user_svc', SpanKind.SERVER, 'POST /v1/conversions'],
  ['user_svc', SpanKind.CLIENT, 'POST', 0],
  ['job_svc', SpanKind.SERVER, 'POST /v1/jobs', 1],
  ['job_svc', SpanKind.PRODUCER, 'send conversions', 2],
  ['job_svc', SpanKind.CONSUMER, 'process conversions', 3],
  ['job_svc', SpanKind.CLIENT, 'POST', 4],
  ['image_svc', SpanKind.SERVER, 'POST /image_svc/ConvertImage', 5],
  ['image_svc', SpanKind.INTERNAL, 'converter wait', 6],
  ['image_svc', SpanKind.INTERNAL, 'convert picture', 6],
  ['job_svc', SpanKind.CLIENT, 'complete conversions', 4],
];
export const SPANS_PER_CONVERSION = SPANS.length;

const ORIGINS = Object.fromEntries(CONVERSION_SERVICE_NAMES.map((service) => [service, originOf(service)])) as Record<
  Service,
  Item
>;
const NOTHING_DROPPED = { droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 };

/** Makes the spans of a conversion that has just ended, and a log line in each. */
export function conversion(): Telemetry {
  const traceId = randomBytes(16).toString('hex');
  const ids = SPANS.map(() => randomBytes(8).toString('hex'));
  const telemetry: Telemetry = {
    user_svc: { spans: [], lines: [] },
    job_svc: { spans: [], lines: [] },
    image_svc: { spans: [], lines: [] },
  };
  const ended = Date.now();
  for (const [i, [service, kind, name, parent]] of SPANS.entries()) {
    const spanContext = { traceId, spanId: ids[i] ?? '', traceFlags: 1 };
    const span = {
      ...ORIGINS[service],
      ...NOTHING_DROPPED,
      spanContext: () => spanContext,
      ...(parent !== undefined && { parentSpanContext: { traceId, spanId: ids[parent] ?? '', traceFlags: 1 } }),
      name,
      kind,
      startTime: timeOf(ended - 100 + i),
      endTime: timeOf(ended - i),
      attributes:
        kind === SpanKind.SERVER
          ? requestAttributes(name, traceId)
          : { 'messaging.system': 'pg-boss', request_id: traceId },
      events: [],
      links: [],
      status: { code: 0 },
    };
    const line = {
      ...ORIGINS[service],
      droppedAttributesCount: 0,
      hrTime: timeOf(ended),
      hrTimeObserved: timeOf(ended),
      severityNumber: 9,
      severityText: 'info',
      body: lineOf(service, name, traceId, spanContext.spanId),
      attributes: { request_id: traceId },
      spanContext,
    };
    telemetry[service].spans.push(span as unknown as Span);
    telemetry[service].lines.push(line as unknown as Line);
  }
  return telemetry;
}

function originOf(service: Service): Item {
  const attributes = {
    'service.name': service,
    'service.version': '0.1.0',
    'service.namespace': 'triptych',
    'service.instance.id': `${service}-bench`,
    'telemetry.sdk.language': 'nodejs',
    'host.name': 'bench',
    'process.pid': process.pid,
  };
  return { resource: { attributes }, instrumentationScope: { name: service, version: '0.1.0' } } as unknown as Item;
}

/** The attributes that a server span of ours has. */
function requestAttributes(name: string, requestId: string): Attributes {
  const [method = '', route = ''] = name.split(' ');
  return {
    request_id: requestId,
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': 200,
    'url.path': route,
    'url.scheme': 'http',
    'server.address': '127.0.0.1',
    'server.port': 8081,
    'client.address': '127.0.0.1',
    'network.protocol.version': '1.1',
    'user_agent.original': 'bench',
  };
}

/** A line as the services write them, about 400 bytes. */
function lineOf(service: Service, name: string, traceId: string, spanId: string): string {
  const metadata = {
    service,
    request_id: traceId,
    trace_id: traceId,
    span_id: spanId,
    'http.request.method': 'POST',
    'http.route': name,
    'url.path': name,
    'http.response.status_code': 200,
    duration_seconds: 0.012345,
  };
  return JSON.stringify({ severity: 'info', time: new Date().toISOString(), message: 'request completed', metadata });
}

function timeOf(millis: number): HrTime {
  return [Math.floor(millis / 1000), (millis % 1000) * 1_000_000];
}
