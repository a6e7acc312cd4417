import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { collectMetrics } from '../../src/request/collect-metrics.ts';
import { report, retried, retriedLines, span } from '../../src/request/testing.ts';

const spans = [
  ...retried,
  span('first of all', undefined, -1, 30, {
    service: 'user_svc',
    kind: 'server',
    attributes: { 'http.request.method': 'POST', 'http.route': '/v1/conversions' },
  }),
];

describe('what services measured around a request', () => {
  it('has a distribution of the route and of the conversion, and series on one list of times', async () => {
    const asked: string[] = [];
    await using server = createServer((request, reply) => {
      const url = new URL(request.url ?? '', 'http://prometheus');
      const promql = url.searchParams.get('query') ?? '';
      asked.push(promql);
      const bucket = (le: string, value: number) => ({ metric: { le }, value: [0, String(value)] });
      const series = (name: string, ...values: [number, string][]) => ({ metric: { service_name: name }, values });
      const data = url.pathname.endsWith('exemplars')
        ? []
        : url.pathname.endsWith('query')
          ? { result: [bucket('0.1', 20), bucket('+Inf', 40)] }
          : { result: promql.includes('event') ? [series('b', [1, '0.5'], [3, 'NaN']), series('a', [2, '1'])] : [] };
      reply.end(JSON.stringify({ data }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const metrics = await collectMetrics(at, { ...report, spans, lines: retriedLines });
    assert.deepEqual(
      metrics.distributions.map(({ title, count }) => `${count} ${title}`),
      ['40 POST /v1/conversions of user_svc', '40 conversions to webp'],
    );
    assert.deepEqual(
      metrics.charts.map(({ id, times, series }) => ({ id, times, series })),
      [
        {
          id: 'event_loop',
          times: [1, 2, 3],
          series: [
            { label: 'a', values: [null, 1, null] },
            { label: 'b', values: [0.5, null, null] },
          ],
        },
      ],
    );
    assert.ok(asked.some((promql) => promql.includes('image_svc_pool_converters')));
    assert.ok(
      asked.some((promql) => promql.includes('service_name=~"user_svc|job_svc|image_svc"')),
      asked.join('\n'),
    );
  });

  it('waits for distributions no longer than for series', async () => {
    await using server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const started = performance.now();
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.match((await collectMetrics(at, { ...report, spans }, 0.5)).missing.join(), /does not answer/);
    assert.ok(performance.now() - started < 10_000);
    server.closeAllConnections();
  });

  it('says that Prometheus does not answer', async () => {
    const metrics = await collectMetrics('http://127.0.0.1:9', { ...report, spans });
    assert.match(metrics.missing.join(), /does not answer/);
    assert.deepEqual([metrics.distributions, metrics.charts], [[], []]);
  });
});
