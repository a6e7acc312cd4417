import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { observeDeadLetters } from '../../../src/drill/causes/dead-letters.ts';

test('new dead letters are replayed, on whatever page they are, and earlier ones are left alone', async (t) => {
  const letters = Array.from({ length: 3 }, (_, i) => `before-${i}`);
  const replayed: string[] = [];
  const server = createServer((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
    const id = /dead-letters\/(.*)\/replay$/.exec(pathname)?.[1];
    if (id) {
      replayed.push(id);
      // Another user has replayed it already.
      reply.statusCode = id === 'new-1' ? 404 : 202;
      reply.end('{}');
      return;
    }
    const from = Number(searchParams.get('cursor') ?? 0);
    const next = from + 2 < letters.length ? { next_cursor: `${from + 2}` } : {};
    reply.end(JSON.stringify({ dead_letters: letters.slice(from, from + 2).map((one) => ({ id: one })), ...next }));
  });
  t.after(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const { signal } = new AbortController();
  const found = await observeDeadLetters(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const enough = found.untilThereAre(2, signal);
  letters.push('new-0', 'new-1');
  await enough;
  await found.replay();
  assert.deepEqual(replayed, ['new-0', 'new-1']);
});
