import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { collect } from '../../src/request/collect.ts';

const TRACE = '5108c5f439cd48f6296e70837336d8c7';
const OTHER = 'f'.repeat(32);
const REQUEST = 'abc-123-def';
const NOW = Date.now();

const jaegerTrace = {
  traceID: TRACE,
  processes: { p1: { serviceName: 'image_svc' } },
  spans: [
    {
      spanID: 'aa',
      operationName: 'convert picture',
      processID: 'p1',
      startTime: (NOW - 60_000) * 1000,
      duration: 110_000,
      references: [],
      tags: [
        { key: 'request_id', value: REQUEST },
        { key: 'picture.output.format', value: 'webp' },
      ],
    },
  ],
};
const lokiLine = (traceId: string, at: number) => {
  const metadata = { service: 'image_svc', request_id: REQUEST, trace_id: traceId, span_id: 'aa', outcome: 'ok' };
  const text = JSON.stringify({ severity: 'info', message: 'conversion completed', metadata });
  return { stream: {}, values: [[`${at}000000`, text]] };
};

describe('what is collected of a request', () => {
  let server: Server;
  let asked: URL[];
  /** What each backend has; one that has nothing to say is away. */
  let backends: { jaeger?: object; loki?: ReturnType<typeof lokiLine>[]; prometheus?: (query: string) => object };
  /** Whether Prometheus accepts questions and never answers. */
  let prometheusHangs: boolean;

  const answer = (url: URL): object | undefined => {
    const [, name, ...path] = url.pathname.split('/');
    const query = url.searchParams.get('query') ?? '';
    if (name === 'api') return backends.prometheus?.(path.includes('query_exemplars') ? 'exemplars' : query);
    if (name === 'loki') return backends.loki && { data: { result: /"(.*)"$/.test(query) ? matching(query) : [] } };
    return undefined;
  };
  const matching = (query: string) =>
    (backends.loki ?? []).filter(({ values }) => values[0]?.[1]?.includes(/"([^"]*)"$/.exec(query)?.[1] ?? ''));

  before(async () => {
    server = createServer((request, reply) => {
      const url = new URL(request.url ?? '', 'http://backends');
      asked.push(url);
      if (prometheusHangs && url.pathname.startsWith('/api/v1/')) return;
      const isJaeger = /^\/api\/(traces|services)/.test(url.pathname);
      const body = isJaeger ? jaeger(url) : answer(url);
      reply.statusCode = body ? 200 : 502;
      reply.end(body ? JSON.stringify(body) : '<html>nobody there</html>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());
  const jaeger = (url: URL): object | undefined => {
    if (!backends.jaeger) return undefined;
    if (url.pathname === '/api/services') return { data: ['image_svc', 'user_svc'] };
    if (url.pathname === `/api/traces/${TRACE}`) return { data: [backends.jaeger] };
    if (url.pathname !== '/api/traces') return { data: null };
    return { data: url.searchParams.get('tags') === JSON.stringify({ request_id: REQUEST }) ? [backends.jaeger] : [] };
  };

  beforeEach(() => {
    asked = [];
    prometheusHangs = false;
    backends = {
      jaeger: jaegerTrace,
      loki: [lokiLine(TRACE, NOW - 59_000), lokiLine(TRACE, NOW - 58_000), lokiLine(OTHER, NOW - 61_000)],
      prometheus: (query) => {
        if (query === 'exemplars') {
          const exemplars = [{ labels: { trace_id: OTHER }, value: '0.07', timestamp: NOW / 1000 }];
          return { data: [{ exemplars }] };
        }
        const value = (count: number) => [NOW / 1000, String(count)];
        const result = [
          { metric: { le: '0.1' }, value: value(query.includes('increase') ? 30 : 40) },
          { metric: { le: '+Inf' }, value: value(query.includes('increase') ? 40 : 50) },
        ];
        return { data: { result } };
      },
    };
  });

  const ask = (id: string, seconds?: number) => {
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return collect({ jaeger: at, loki: at, prometheus: at }, id, { seconds });
  };

  it('has all three signals, by the request id', async () => {
    const report = await ask(REQUEST);
    assert.equal(report.traceId, TRACE);
    assert.equal(report.requestId, REQUEST);
    assert.equal(report.spans[0]?.name, 'convert picture');
    assert.equal(report.lines.length, 2);
    assert.equal(report.latency?.count, 40);
    assert.deepEqual(report.latency?.buckets[0]?.exemplar, { traceId: OTHER, seconds: 0.07 });
    assert.deepEqual(report.missing, []);
  });

  it('has the trace with most lines, and names the others with the same request id', async () => {
    assert.deepEqual((await ask(REQUEST)).otherTraceIds, [OTHER]);
  });

  it('is the same by the trace id, in capitals too', async () => {
    for (const id of [TRACE, TRACE.toUpperCase()]) {
      const report = await ask(id);
      assert.deepEqual([report.traceId, report.requestId, report.lines.length], [TRACE, REQUEST, 2]);
    }
  });

  it('finds the trace in Jaeger when Loki does not answer, and says so', async () => {
    delete backends.loki;
    const report = await ask(REQUEST);
    assert.equal(report.traceId, TRACE);
    assert.equal(report.requestId, REQUEST);
    assert.match(report.missing.join(), /^No log lines: .* answered 502/);
  });

  it('has log lines and latencies when Jaeger does not answer', async () => {
    delete backends.jaeger;
    const report = await ask(REQUEST);
    assert.deepEqual([report.spans.length, report.lines.length, report.traceId], [0, 2, TRACE]);
    assert.match(report.missing.join(), /^No spans: /);
  });

  it('waits for the distribution no longer than for other answers', async () => {
    prometheusHangs = true;
    const started = performance.now();
    const report = await ask(REQUEST, 0.5);
    assert.match(report.missing.join(), /^No latencies: .* does not answer/);
    assert.ok(performance.now() - started < 10_000);
    server.closeAllConnections();
  });

  it('has spans and log lines when Prometheus does not answer', async () => {
    delete backends.prometheus;
    const report = await ask(REQUEST);
    assert.deepEqual([report.spans.length, report.lines.length, report.latency], [1, 2, undefined]);
    assert.match(report.missing.join(), /^No latencies: /);
  });

  it('counts from the start of the services while the last hour has few measurements', async () => {
    const full = backends.prometheus;
    backends.prometheus = (query) => (query.includes('increase') ? { data: { result: [] } } : (full?.(query) ?? {}));
    const { latency } = await ask(REQUEST);
    assert.deepEqual([latency?.count, latency?.window], [50, 'since the service started']);
  });

  it('compares a request with spans like it where its service has no histogram', async () => {
    const full = backends.prometheus;
    const tags = [{ key: 'span.kind', value: 'server' }];
    const [span] = jaegerTrace.spans;
    backends.jaeger = { ...jaegerTrace, spans: [{ ...span, operationName: 'GET /stock/<item>', tags }] };
    backends.loki = [];
    backends.prometheus = (query) =>
      query === 'exemplars' || query.includes('traces_span_metrics') ? (full?.(query) ?? {}) : { data: { result: [] } };
    const { latency } = await ask(TRACE);
    assert.equal(latency?.title, 'GET /stock/<item> of image_svc');
    assert.deepEqual(latency?.labels, {
      service_name: 'image_svc',
      span_name: 'GET /stock/<item>',
      span_kind: 'SPAN_KIND_SERVER',
    });
  });

  describe('whose trace Jaeger does not have', () => {
    const keptRatio = async (ratio: string | undefined, more: Partial<typeof backends> = {}) => {
      const full = backends.prometheus;
      const result = ratio === undefined ? [] : [{ metric: {}, value: [NOW / 1000, ratio] }];
      const prometheus = (query: string) =>
        query.includes('_kept_ratio') ? { data: { result } } : (full?.(query) ?? {});
      backends = { ...backends, jaeger: { ...jaegerTrace, spans: [] }, prometheus, ...more };
      return (await ask(REQUEST)).keptRatio;
    };

    it('says that it was not sampled when it is not in the share', async () => {
      assert.equal(await keptRatio('0.1'), 0.1);
    });

    it('says nothing of sampling when the trace is in the share, when all are, and when the share is unknown', async () => {
      assert.equal(await keptRatio('0.8'), undefined);
      assert.equal(await keptRatio('1'), undefined);
      assert.equal(await keptRatio(undefined), undefined);
    });

    it('says nothing of sampling when Jaeger was not asked, or has spans of it', async () => {
      assert.equal(await keptRatio('0.1', { jaeger: undefined as never }), undefined);
      assert.equal(await keptRatio('0.1', { jaeger: jaegerTrace }), undefined);
    });
  });

  it('is empty for an unknown id, after a search of one week', async () => {
    const report = await ask('unknown-id');
    assert.deepEqual([report.spans, report.lines, report.traceId], [[], [], undefined]);
    const starts = asked.flatMap((url) => url.searchParams.get('start') ?? []);
    const days = (start: string) => (NOW - Number(start.slice(0, 13))) / 86_400_000;
    assert.ok(Math.max(...starts.map(days)) > 6.9);
  });
});
