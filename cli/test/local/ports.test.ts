import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { parts } from '../../src/local/parts/index.ts';
import { explainTaken, findTaken, freeOffset, holderOf } from '../../src/local/ports.ts';
import { openStack } from '../../src/local/stack.ts';
import { freePort, temporaryStack, webServer } from '../support/parts.ts';

test('a taken port is reported with its part, its process and what to do', async (t) => {
  const server = createServer();
  t.after(() => server.close());
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '0.0.0.0', resolve));
  const stack = temporaryStack();
  const taken = await findTaken([webServer('web', port), webServer('free', await freePort())], stack);
  assert.deepEqual(
    taken.map(({ port, part, purpose }) => ({ port, part, purpose })),
    [{ port, part: 'web', purpose: 'http' }],
  );
  const text = explainTaken(taken, stack);
  assert.match(text, new RegExp(`\\n {2}${port} {2}web \\(http\\) {2}held by `));
  assert.match(text, /triptych up --port-offset 100 \(100 is added to every port\)$/);
  if (process.platform === 'linux') {
    assert.equal(holderOf(port)?.pid, process.pid);
    assert.match(text, new RegExp(`process ${process.pid}: .*node.*\\n.*kill ${process.pid}`));
  }
});

test('no two parts share a port', () => {
  const ports = parts.flatMap((part) => Object.values(part.ports));
  assert.equal(new Set(ports).size, ports.length);
});

test('an offset is found at which all ports are free', async () => {
  const offset = await freeOffset(parts, (n) => openStack(n));
  assert.deepEqual(await findTaken(parts, openStack(offset)), []);
});
