import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Endpoints } from '@triptych/client/endpoints';

export const TRACE = '0bc6fafb6cbbe8da36145e172ab2da83';

interface FakeSpan {
  readonly id: string;
  readonly parent?: string;
  readonly service: string;
  readonly kind: string;
}

/** What the three backends know of a service. */
export interface World {
  readonly spans: readonly FakeSpan[];
  /** Resource attributes of all its spans. */
  readonly resource: Readonly<Record<string, string>>;
  /** Labels of log lines, beside the text "a line". */
  readonly lines: readonly Readonly<Record<string, string>>[];
  /** The values of counters 10 minutes ago and now; undefined where there is no series. */
  readonly calls: readonly [before: number | undefined, now: number | undefined];
  readonly edges: readonly Readonly<Record<string, string>>[];
  /** Trace ids of exemplars. */
  readonly exemplars: readonly string[];
  /** The share of the traces that is kept. */
  readonly kept?: number;
}

/** A service "stock", which "shop" calls, with all links. */
export const linked: World = {
  spans: [
    { id: 'a1', service: 'shop', kind: 'server' },
    { id: 'a2', parent: 'a1', service: 'shop', kind: 'client' },
    { id: 'b1', parent: 'a2', service: 'stock', kind: 'server' },
  ],
  resource: { 'service.version': '1', 'deployment.environment.name': 'test', 'service.instance.id': 'i' },
  lines: [{ service: 'stock', trace_id: TRACE, span_id: 'b1' }],
  calls: [3, 8],
  edges: [{ client: 'shop', server: 'stock' }],
  exemplars: [TRACE],
};

/** Answers as Jaeger, Loki and Prometheus do, with what `world` has at that moment. */
export async function fakeBackends(world: () => World): Promise<{ endpoints: Endpoints } & AsyncDisposable> {
  const server = createServer((request, reply) => {
    reply.setHeader('content-type', 'application/json');
    reply.end(JSON.stringify({ data: answer(new URL(request.url ?? '', 'http://backends'), world()) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endpoints = { userSvc: url, jaeger: url, loki: url, prometheus: url, alertmanager: url };
  return { endpoints, [Symbol.asyncDispose]: async () => void server.close() };
}

function answer({ pathname, searchParams }: URL, world: World): unknown {
  const asked = searchParams.get('query') ?? '';
  const services = [...new Set(world.spans.map(({ service }) => service))];
  if (pathname === '/api/services') return services;
  if (pathname === `/api/traces/${TRACE}`) return [trace(world)];
  if (pathname === '/api/traces') return services.includes(searchParams.get('service') ?? '') ? [trace(world)] : [];
  if (pathname.startsWith('/api/traces/')) return [];
  if (pathname === '/loki/api/v1/query_range') return { result: linesFor(asked, world) };
  if (pathname === '/api/v1/query_exemplars') return exemplars(world);
  if (pathname === '/api/v1/query') return { result: samples(asked, searchParams.has('time'), world) };
  throw new Error(`the checks asked ${pathname}`);
}

function trace({ spans, resource }: World): object {
  const tags = Object.entries(resource).map(([key, value]) => ({ key, value }));
  return {
    traceID: TRACE,
    processes: Object.fromEntries(spans.map(({ service }) => [service, { serviceName: service, tags }])),
    spans: spans.map(({ id, parent, service, kind }) => ({
      ...{ spanID: id, operationName: `${kind} of ${service}`, processID: service, startTime: 0, duration: 1 },
      references: parent ? [{ refType: 'CHILD_OF', spanID: parent }] : [],
      tags: [{ key: 'span.kind', value: kind }],
    })),
  };
}

function linesFor(logql: string, { lines }: World): object[] {
  const wanted = (labels: Readonly<Record<string, string>>) =>
    logql.includes('service_name=')
      ? !labels.service
      : labels.service && (!logql.includes('trace_id') || labels.trace_id);
  return lines.filter(wanted).map((stream) => ({ stream, values: [['1000000', 'a line']] }));
}

function samples(promql: string, before: boolean, { calls, edges, kept }: World): object[] {
  if (promql.includes('service_graph')) return edges.map((metric) => ({ metric, value: [0, '1'] }));
  if (promql.includes('telemetry')) return kept === undefined ? [] : [{ metric: {}, value: [0, `${kept}`] }];
  const value = calls[before ? 0 : 1];
  return value === undefined ? [] : [{ metric: {}, value: [0, `${value}`] }];
}

function exemplars({ exemplars }: World): object[] {
  return exemplars.map((trace_id) => ({ exemplars: [{ labels: { trace_id }, value: '0.02', timestamp: 1 }] }));
}
