import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Server } from '@triptych/service';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { Found, Names } from '../../src/schemas/explore.ts';
import { type FakeBackend, fakeBackend } from '../support/fakes.ts';

const { telemetry } = captureTelemetry('console');
const RANGE = { start: '2026-11-28T00:00:00Z', end: '2026-11-28T01:00:00Z' };

describe('exploring', () => {
  let backend: FakeBackend;
  let app: Server;

  before(async () => {
    backend = await fakeBackend();
    const { url } = backend;
    app = await buildApp(loadConfig({ PROMETHEUS_URL: url, LOKI_URL: url, JAEGER_URL: url }), { telemetry });
  });
  beforeEach(() => {
    backend.asked.length = 0;
  });
  after(async () => {
    await app.close();
    backend.close();
  });
  const explore = (query: Record<string, string>) => app.inject({ url: '/api/explore', query: { ...RANGE, ...query } });

  it('evaluates PromQL, and says when there are more series than the limit', async () => {
    backend.answer = () => ({
      data: { result: Array.from({ length: 101 }, (_, i) => ({ metric: { i: `${i}` }, values: [[1, '2']] })) },
    });
    const reply = await explore({ language: 'promql', query: 'up' });
    const found = reply.json<Found>();
    assert.equal(found.series?.length, 100);
    assert.deepEqual(found.cuts, ['The limit is 100 series: others are left out.']);
    assert.match(found.urls[0] ?? '', /\/api\/v1\/query_range\?query=up&/);
  });

  it('finds log lines, the newest first, with the request that each belongs to', async () => {
    const text = JSON.stringify({
      severity: 'error',
      message: 'no',
      metadata: { service: 'a', request_id: 'abc-123-def' },
    });
    backend.answer = () => ({
      data: {
        resultType: 'streams',
        result: [
          {
            stream: {},
            values: [
              ['1', text],
              ['2', 'plain'],
            ],
          },
        ],
      },
    });
    const { kind, lines, cuts } = (await explore({ language: 'logql', query: '{service="a"}' })).json<Found>();
    assert.deepEqual([kind, cuts], ['lines', []]);
    assert.deepEqual(
      lines?.map(({ time, message, request_id: id }) => [time, message, id]),
      [
        ['2', 'plain', null],
        ['1', 'no', 'abc-123-def'],
      ],
    );
  });

  it('counts log lines as series', async () => {
    backend.answer = () => ({ data: { resultType: 'matrix', result: [{ metric: {}, values: [[1, '3']] }] } });
    const { kind, series } = (await explore({ language: 'logql', query: 'rate({a="b"}[1m])' })).json<Found>();
    assert.deepEqual([kind, series?.[0]?.values], ['series', [3]]);
  });

  it('passes the fault of a query on as the fault of the caller', async () => {
    backend.answer = () => ({ status: 400, text: JSON.stringify({ error: 'parse error: unexpected "}"' }) });
    const reply = await explore({ language: 'promql', query: 'up}' });
    assert.equal(reply.statusCode, 400);
    assert.equal(reply.json().detail, 'parse error: unexpected "}"');
    backend.answer = () => ({ status: 400, text: 'parse error at line 1\n' });
    assert.equal((await explore({ language: 'logql', query: '{' })).json().detail, 'parse error at line 1');
  });

  it('answers 502 while a backend is away', async () => {
    backend.answer = () => undefined;
    const reply = await explore({ language: 'promql', query: 'up' });
    assert.deepEqual([reply.statusCode, reply.json().code], [502, 'backend_unavailable']);
  });

  it('searches every service for traces where the search names none', async () => {
    backend.answer = ({ pathname }) => (pathname === '/api/services' ? { data: ['a', 'b'] } : { data: [] });
    const { traces, urls } = (await explore({ language: 'traces', query: 'error=true' })).json<Found>();
    assert.deepEqual(traces, []);
    assert.deepEqual(
      urls.map((url) => new URL(url).searchParams.get('service')),
      ['a', 'b'],
    );
  });

  it('refuses a range that ends before it starts, and an unknown language', async () => {
    const backwards = await explore({ language: 'promql', query: 'up', start: RANGE.end, end: RANGE.start });
    assert.deepEqual([backwards.statusCode, backwards.json().code], [400, 'invalid_range']);
    assert.equal((await explore({ language: 'sql', query: 'up' })).statusCode, 400);
  });

  it('completes names that exist, and asks once a minute', async () => {
    backend.answer = () => ({ data: ['user_svc', 'image_svc'] });
    const url = '/api/explore/names?language=promql&of=values&label=service_name&metric=up';
    assert.deepEqual((await app.inject(url)).json<Names>(), { names: ['image_svc', 'user_svc'] });
    await app.inject(url);
    assert.deepEqual(
      backend.asked.map(({ href }) => href),
      ['http://backend/api/v1/label/service_name/values?match%5B%5D=up'],
    );
    assert.equal((await app.inject(url.replace('service_name', '../x'))).statusCode, 400);
  });
});
