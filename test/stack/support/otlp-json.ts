import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span in OTLP as JSON, as far as tests read or send it. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  /** 2 is a server, 3 a client: opentelemetry/proto/trace/v1. */
  readonly kind?: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Attribute[];
  /** Code 2 is an error. */
  readonly status?: { readonly code?: number };
}

/** A span with the name of its service. */
export type ReceivedSpan = OtlpSpan & { readonly service: string };

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly boolValue?: boolean };
}
interface ResourceSpans {
  readonly resource?: { readonly attributes?: readonly Attribute[] };
  readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
}

/** A part of a Collector's configuration: exporters send JSON, which a test can read. */
export const AS_JSON = { encoding: 'json', compression: 'gzip' } as const;

/** Receives OTLP over HTTP as JSON, and keeps the spans; answers everything else with an empty reply. */
export async function receiveSpans(): Promise<
  AsyncDisposable & { readonly address: string; readonly spans: ReceivedSpan[] }
> {
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = await request.toArray();
    if (request.url === '/v1/traces') {
      const body = Buffer.concat(chunks);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      const { resourceSpans = [] } = JSON.parse(text.toString()) as { resourceSpans?: ResourceSpans[] };
      spans.push(...resourceSpans.flatMap(spansOf));
    }
    reply.setHeader('content-type', 'application/json');
    reply.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function spansOf({ resource, scopeSpans = [] }: ResourceSpans): ReceivedSpan[] {
  const service = resource?.attributes?.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
  return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => ({ ...span, service })));
}

/** A span of a server that has just taken 5 ms, in a trace of its own. */
export function serverSpan(): OtlpSpan {
  const now = BigInt(Date.now()) * 1_000_000n;
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: `${now}`,
    endTimeUnixNano: `${now + 5_000_000n}`,
  };
}

/** The body of a request that sends spans of a service. */
export function spansAsJson(service: string, spans: readonly OtlpSpan[]): string {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

/** Sends spans over HTTP to HOST:PORT. */
export async function sendSpans(address: string, spans: readonly OtlpSpan[]): Promise<void> {
  const reply = await fetch(`http://${address}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: spansAsJson('user_svc', spans),
  });
  if (!reply.ok) throw new Error(`${address} answered ${reply.status}: ${await reply.text()}`);
  await reply.body?.cancel();
}
