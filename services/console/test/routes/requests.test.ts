import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { RequestJson } from '@triptych/client/request/json';
import type { MetricsJson } from '@triptych/client/request/metrics';
import { createServer, type Server, servicePlugin } from '@triptych/service';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { backendsOf } from '../../src/backends.ts';
import { loadConfig } from '../../src/config.ts';
import { toProblem } from '../../src/problems.ts';
import { requestRoutes } from '../../src/routes/requests.ts';
import { type FakeBackend, fakeBackend } from '../support/fakes.ts';

const { telemetry } = captureTelemetry('console');
const TRACE = '5108c5f439cd48f6296e70837336d8c7';
const START = (Date.now() - 60_000) * 1000;

const traceOf = (count: number) => ({
  traceID: TRACE,
  processes: { p: { serviceName: 'user_svc' } },
  spans: Array.from({ length: count }, (_, i) => ({
    spanID: `s${i}`,
    operationName: 'GET /v1/things',
    processID: 'p',
    startTime: START + i,
    duration: 1500,
    references: i === 0 ? [] : [{ refType: 'CHILD_OF', spanID: 's0' }],
    tags: [
      { key: 'span.kind', value: 'server' },
      { key: 'http.route', value: '/v1/things' },
      { key: 'http.request.method', value: 'GET' },
    ],
  })),
});

/** Lines a millisecond apart, as Loki pages them: 5000 at most from a start on. */
const linesFrom = (count: number, url: URL) => {
  const first = BigInt(START) * 1000n;
  const from = BigInt(url.searchParams.get('start') ?? 0);
  const all = Array.from({ length: count }, (_, i) => {
    const text = JSON.stringify({ message: `line ${i}`, severity: 'info', metadata: { trace_id: TRACE } });
    return [String(first + BigInt(i) * 1_000_000n), text] as const;
  });
  return all.filter(([time]) => BigInt(time) >= from).slice(0, 5000);
};

describe('one request', () => {
  let backend: FakeBackend;
  let app: Server;
  let spans: number;
  let lines: number;

  before(async () => {
    backend = await fakeBackend();
    app = createServer(telemetry);
    await app.register(servicePlugin, { telemetry, description: 'test', toProblem });
    const at = { JAEGER_URL: backend.url, LOKI_URL: backend.url, PROMETHEUS_URL: backend.url };
    await app.register(requestRoutes, { backends: backendsOf(loadConfig(at)) });
  });
  beforeEach(async () => {
    [spans, lines] = [2, 3];
    backend.asked.length = 0;
    backend.answer = (url) => {
      if (url.pathname.startsWith('/api/traces/')) return { data: [traceOf(spans)] };
      if (url.pathname === '/api/services') return { data: [] };
      if (url.pathname.startsWith('/loki/'))
        return { data: { result: [{ stream: {}, values: linesFrom(lines, url) }] } };
      if (url.pathname.includes('exemplars')) return { data: [] };
      return { data: { result: [] } };
    };
  });
  after(async () => {
    await app.close();
    backend.close();
  });
  const ask = async <T>(path = '') => (await app.inject(`/api/requests/${TRACE}${path}`)).json<T>();

  it('is JSON', async () => {
    const { headers } = await app.inject(`/api/requests/${TRACE}`);
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
  });

  it('has its spans and lines, and the questions that find them again', async () => {
    const { trace_id, spans: found, log_lines, queries, cut, kept_ratio } = await ask<RequestJson>();
    assert.deepEqual([trace_id, found.length, log_lines.length, cut, kept_ratio], [TRACE, 2, 3, undefined, undefined]);
    assert.equal(found[1]?.parent_span_id, 's0');
    assert.deepEqual(found[0]?.attributes['http.route'], '/v1/things');
    assert.equal(found[0]?.started_at_micros, START);
    assert.deepEqual(
      queries.map(({ url }) => new URL(url).pathname),
      [`/api/traces/${TRACE}`, '/loki/api/v1/query_range'],
    );
  });

  it('is cut where it is too large, and says so', async () => {
    [spans, lines] = [20_001, 10_002];
    const { spans: found, log_lines, cut } = await ask<RequestJson>();
    assert.deepEqual([found.length, log_lines.length], [20_000, 10_000]);
    assert.equal(log_lines.at(-1)?.message, 'line 9999');
    assert.deepEqual(cut, [
      'The first 20000 of 20001 spans are shown.',
      'The first 10000 log lines are shown; there are more.',
    ]);
  });

  it('is searched in the range that is given', async () => {
    const [from, to] = [START / 1000 - 5_000, START / 1000 + 5_000].map(Math.floor);
    await ask(`?from=${from}&to=${to}`);
    const url = backend.asked.find(({ pathname }) => pathname.startsWith('/loki/'));
    assert.equal(url?.searchParams.get('start'), `${from}000000`);
  });

  it('asks for spans once when its metrics follow at once', async () => {
    await ask();
    const { missing, started_at_micros } = await ask<MetricsJson>('/metrics');
    assert.deepEqual([missing, started_at_micros], [[], START]);
    assert.equal(backend.asked.filter(({ pathname }) => pathname.startsWith('/api/traces/')).length, 1);
  });

  it('is not found where every backend answers, and unavailable where one does not', async () => {
    backend.answer = ({ pathname }) => (pathname.startsWith('/loki/') ? { data: { result: [] } } : { data: [] });
    const unknown = await app.inject('/api/requests/no-such-request');
    assert.deepEqual([unknown.statusCode, unknown.json().code], [404, 'request_not_found']);
    backend.answer = () => undefined;
    const away = await app.inject('/api/requests/no-such-request');
    assert.deepEqual([away.statusCode, away.json().code], [502, 'backend_unavailable']);
  });

  it('refuses what is no id', async () => {
    assert.equal((await app.inject('/api/requests/..%2f..%2fetc')).statusCode, 400);
  });
});
