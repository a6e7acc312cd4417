import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { readMetric } from '../src/metrics.ts';

const PAGE = `# TYPE dropped counter
# HELP dropped What was lost
dropped_total{signal="traces",why="a \\"b\\", {c}"} 7 # {trace_id="abc"} 1 1790000000
dropped_total{signal="logs"} 0
dropped_total_created 5
up 1
# EOF
`;

test('a metric has all of its samples, with labels and without, and those of no other metric', async (t) => {
  const server = createServer((_request, reply) => reply.end(PAGE)).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.deepEqual(await readMetric(url, 'dropped_total'), [
    { labels: { signal: 'traces', why: 'a \\"b\\", {c}' }, value: 7 },
    { labels: { signal: 'logs' }, value: 0 },
  ]);
  assert.deepEqual(await readMetric(url, 'up'), [{ labels: {}, value: 1 }]);
  assert.deepEqual(await readMetric(url, 'nothing'), []);
});
