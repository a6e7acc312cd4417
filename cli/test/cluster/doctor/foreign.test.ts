import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { gatherForeign } from '../../../src/cluster/doctor/gather/foreign.ts';

it('reads of each service outside the release when it sent its last span, and how many lines link', async () => {
  const now = Date.now();
  const traceOf = (service: string) => ({
    traceID: 't',
    processes: { p: { serviceName: service } },
    spans: [
      {
        ...{ spanID: 'a', operationName: 'GET /', processID: 'p', references: [], tags: [] },
        ...{ startTime: (now - 8_000) * 1000, duration: 1_000_000 },
      },
    ],
  });
  const asked: string[] = [];
  await using server = createServer((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://backends');
    const logql = searchParams.get('query') ?? '';
    asked.push(logql);
    const counted = (service: string, count: number) => ({ metric: { service }, value: [0, `${count}`] });
    const data: Record<string, unknown> = {
      '/api/services': ['user_svc', 'shop', 'console_web', 'a.b', 'otelcol'],
      '/api/traces': searchParams.get('service') === 'shop' ? [traceOf('shop')] : [],
      '/loki/api/v1/query': { result: [counted('shop', logql.includes('trace_id') ? 3 : 5)] },
    };
    reply.end(JSON.stringify({ data: data[pathname] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const [other, shop, ...more] = await gatherForeign(url, url);
  assert.deepEqual(more, []);
  assert.deepEqual(other, { name: 'a.b', spanAge: undefined, lines: { all: 0, linked: 0 } });
  assert.deepEqual([shop?.name, Math.round(shop?.spanAge ?? 0), shop?.lines], ['shop', 7, { all: 5, linked: 3 }]);
  assert.ok(asked.includes('sum by (service) (count_over_time({service=~"a\\\\.b|shop"}  [1h]))'), asked.join('\n'));

  assert.equal((await gatherForeign(url, undefined))[1]?.lines, undefined);
});
