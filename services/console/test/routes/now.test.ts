import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createServer, type Server } from '@triptych/service';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { backendsOf } from '../../src/backends.ts';
import { loadConfig } from '../../src/config.ts';
import { INSTANT_QUERIES, RANGE_QUERIES } from '../../src/now/queries.ts';
import { nowRoutes } from '../../src/routes/now.ts';
import type { Now, Requests } from '../../src/schemas/now.ts';
import { type FakeBackend, fakeBackend } from '../support/fakes.ts';

const { telemetry } = captureTelemetry('console');

describe('what the system does now', () => {
  let prometheus: FakeBackend;
  let alertmanager: FakeBackend;
  let jaeger: FakeBackend;
  let app: Server;

  before(async () => {
    [prometheus, alertmanager, jaeger] = await Promise.all([fakeBackend(), fakeBackend(), fakeBackend()]);
  });
  beforeEach(async () => {
    await app?.close();
    // Routes alone: each test starts with sources that have asked nothing yet.
    app = createServer(telemetry);
    const urls = { PROMETHEUS_URL: prometheus.url, ALERTMANAGER_URL: alertmanager.url, JAEGER_URL: jaeger.url };
    await app.register(nowRoutes, { backends: backendsOf(loadConfig(urls)) });
    for (const fake of [prometheus, alertmanager, jaeger]) fake.asked.length = 0;
    prometheus.answer = ({ pathname, searchParams }) => {
      const query = searchParams.get('query');
      const time = Math.floor(Number(new Date(searchParams.get('end') ?? 0)) / 1000);
      const labels = { service_name: 'user_svc' };
      const result =
        pathname === '/api/v1/query_range' && query === RANGE_QUERIES.serviceRate
          ? [{ metric: labels, values: [[time, '2.5']] }]
          : query === INSTANT_QUERIES.reportAge
            ? [{ metric: {}, value: [time, '3'] }]
            : [];
      return { data: { result } };
    };
    alertmanager.answer = () => [];
  });
  after(async () => {
    await app.close();
    for (const fake of [prometheus, alertmanager, jaeger]) fake.close();
  });
  const now = async () => (await app.inject('/api/now')).json<Now>();

  it('is read from every source', async () => {
    const { services, calls, alerts, conversions, telemetry: health } = await now();
    assert.deepEqual([services.data?.[0]?.name, services.data?.[0]?.rate], ['user_svc', 2.5]);
    assert.deepEqual([calls.data, alerts.data, conversions.data, health.data?.healthy], [[], [], [], true]);
  });

  it('costs one set of queries for pages that ask at the same time', async () => {
    await Promise.all([now(), now(), now()]);
    const { length } = prometheus.asked;
    await now();
    assert.equal(prometheus.asked.length, length);
    assert.equal(alertmanager.asked.length, 1);
  });

  it('shows the rest while one source is away, and says which', async () => {
    alertmanager.answer = () => undefined;
    const { services, alerts } = await now();
    assert.equal(services.data?.length, 1);
    assert.match(alerts.missing ?? '', /^Alertmanager: http:.* answered 502/);
    assert.equal(alerts.data, undefined);
  });

  it('has the requests of every service, in the order asked for', async () => {
    const span = (id: string, traceId: string, start: number) => ({
      traceID: traceId,
      processes: { p: { serviceName: 'user_svc' } },
      spans: [
        {
          spanID: id,
          operationName: 'GET /x',
          processID: 'p',
          startTime: start,
          duration: 5000,
          references: [],
          tags: [{ key: 'error', value: true }],
        },
      ],
    });
    jaeger.answer = ({ pathname }) =>
      pathname === '/api/services' ? { data: ['a', 'b'] } : { data: [span('1', 't1', 1e6), span('2', 't2', 2e6)] };
    const reply = await app.inject('/api/now/requests?order=failed');
    assert.deepEqual(
      reply.json<Requests>().data?.map(({ id }) => id),
      ['t2', 't1'],
    );
    const searches = jaeger.asked.filter(({ pathname }) => pathname === '/api/traces');
    assert.deepEqual(
      searches.map(({ searchParams }) => [searchParams.get('service'), searchParams.get('tags')]),
      [
        ['a', '{"error":"true"}'],
        ['b', '{"error":"true"}'],
      ],
    );
  });

  it('refuses an unknown order', async () => {
    assert.equal((await app.inject('/api/now/requests?order=best')).statusCode, 400);
  });
});
