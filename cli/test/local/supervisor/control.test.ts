import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listen } from '../../../src/local/supervisor/control.ts';
import type { Supervisor } from '../../../src/local/supervisor/supervisor.ts';

test('a client that disconnects while an event is sent to it does not end the supervisor', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-control-'));
  const supervisor = Object.assign(new EventEmitter(), { view: () => [] }) as unknown as Supervisor;
  const path = join(folder, 'control.sock');
  const close = await listen(supervisor, path, () => {});
  t.after(() => {
    close();
    rmSync(folder, { recursive: true });
  });
  const client = connect(path);
  client.write('{"ask":"watch"}\n');
  await once(client, 'data');
  client.destroy();
  await once(client, 'close');
  // The server has not read the end of the connection yet, so this write fails with EPIPE.
  supervisor.emit('event', { type: 'ready' } as never);
  while (supervisor.listenerCount('event') > 0) await new Promise((resolve) => setImmediate(resolve));
  const next = connect(path);
  next.write('{"ask":"watch"}\n');
  assert.deepEqual(JSON.parse(String((await once(next, 'data'))[0])), { parts: [] });
  next.destroy();
});
