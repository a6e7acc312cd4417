import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Part } from '../../../src/local/parts/part.ts';
import { waitFor } from '../../../src/local/processes.ts';
import { readState } from '../../../src/local/supervisor/state.ts';
import { type Binaries, Supervisor } from '../../../src/local/supervisor/supervisor.ts';
import { forever, freePort, script, temporaryStack, webServer } from '../../support/parts.ts';

const noBinaries: Binaries = { find: () => undefined, make: () => Promise.reject(new Error('nothing to make')) };

function supervise(t: TestContext, parts: readonly Part[], binaries = noBinaries) {
  const stack = temporaryStack();
  const supervisor = new Supervisor({ stack, parts, binaries, socket: '' });
  const stopped: string[] = [];
  const started: string[] = [];
  const notes: string[] = [];
  supervisor.on('event', (event) => {
    if ('note' in event) return void notes.push(event.note);
    for (const { name, state } of event.parts) {
      if (state === 'stopped' && !stopped.includes(name)) stopped.push(name);
      if (state === 'starting' && !started.includes(name)) started.push(name);
    }
  });
  t.after(() => supervisor.stop());
  const is = (name: string, state: string) => supervisor.view().find((part) => part.name === name)?.state === state;
  return { supervisor, stack, started, stopped, notes, is };
}

test('stops services one after the other, then the Collector, then backends, and the database last', async (t) => {
  const slow = `process.on('SIGTERM', () => setTimeout(process.exit, 150)); ${forever}`;
  const { supervisor, stack, stopped } = supervise(t, [
    script('database', forever, { group: 'store' }),
    script('image', slow),
    script('job', slow),
    script('user', slow),
    script('collector', slow, { group: 'collector' }),
    script('backend', forever, { group: 'backend' }),
  ]);
  supervisor.start();
  assert.ok(await waitFor(() => supervisor.view().every(({ state }) => state === 'ready'), 10_000));
  // So that each has its handler.
  await sleep(300);
  assert.equal(readState(stack)?.processes.length, 6);
  await supervisor.stop();
  assert.deepEqual(stopped, ['user', 'job', 'image', 'collector', 'backend', 'database']);
  assert.equal(readState(stack), undefined);
});

test('a part starts when the part before it is ready, and at once where the stack does not have that part', async (t) => {
  let open = false;
  const first = script('first', forever, { ready: async () => open });
  const { supervisor, is } = supervise(t, [
    first,
    script('second', forever, { after: 'first' }),
    script('third', forever, { after: 'elsewhere' }),
  ]);
  supervisor.start();
  assert.ok(await waitFor(() => is('third', 'ready'), 5000));
  assert.deepEqual(supervisor.view()[1]?.detail, 'for first');
  open = true;
  assert.ok(await waitFor(() => is('second', 'ready'), 5000));
});

test('missing binaries are built one at a time while other parts run; a failed build stops no part', async (t) => {
  const made: string[] = [];
  let working = 0;
  const binaries: Binaries = {
    find: () => undefined,
    async make(part, progress) {
      assert.equal(++working, 1);
      progress.show('building', '1/2 packages');
      await sleep(50);
      working--;
      made.push(part.name);
      if (part.name === 'broken') throw new Error('does not compile\n    line 7');
      return '/made';
    },
  };
  const backend = (name: string) => script(name, forever, { group: 'backend', tool: name });
  const { supervisor, is, notes } = supervise(
    t,
    [script('service', forever), backend('broken'), backend('good')],
    binaries,
  );
  supervisor.start();
  assert.ok(await waitFor(() => is('service', 'ready') && is('good', 'ready') && is('broken', 'failed'), 5000));
  assert.deepEqual(made, ['broken', 'good']);
  assert.deepEqual(notes, ['broken cannot start: does not compile\n    line 7']);
});

test('stopping ends a build', async (t) => {
  const binaries: Binaries = {
    find: () => undefined,
    make: (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  const { supervisor, notes } = supervise(t, [script('backend', forever, { tool: 'backend' })], binaries);
  supervisor.start();
  await supervisor.stop();
  assert.deepEqual(notes, []);
});

test('the status has each part; a part can be stopped and started again', async (t) => {
  const port = await freePort();
  const { supervisor, is } = supervise(t, [webServer('web', port), script('other', forever)]);
  supervisor.start();
  assert.ok(await waitFor(() => is('web', 'ready') && is('other', 'ready'), 10_000));
  const before = await supervisor.status();
  assert.equal(before.healthy, true);
  const web = before.parts[0];
  assert.deepEqual(web?.ports, { http: port });
  assert.ok((web?.rssBytes ?? 0) > 10_000_000 && (web?.rssBytes ?? 0) >= (web?.rssMainBytes ?? 0));

  await supervisor.stopParts(['web']);
  const held = await supervisor.status();
  assert.equal(held.healthy, false);
  assert.deepEqual(
    held.parts.map(({ state }) => state),
    ['stopped', 'ready'],
  );
  assert.equal(held.parts[0]?.pid, undefined);

  supervisor.startParts(['web']);
  assert.ok(await waitFor(() => is('web', 'ready'), 10_000));
  assert.notEqual((await supervisor.status()).parts[0]?.pid, web?.pid);
});

test('a part that is started with changes to its environment is prepared and launched with them', async (t) => {
  const seen: (string | undefined)[] = [];
  const part = script('changed', forever, {
    prepare: async ({ env }) => void seen.push(env.MORE),
    launch: ({ env }) => {
      seen.push(env.MORE);
      return { file: process.execPath, args: ['-e', forever] };
    },
  });
  const { supervisor, is } = supervise(t, [part]);
  supervisor.start();
  assert.ok(await waitFor(() => is('changed', 'ready'), 5000));
  await supervisor.stopParts(['changed']);
  supervisor.startParts(['changed'], { MORE: 'more' });
  assert.ok(await waitFor(() => is('changed', 'ready'), 5000));
  await supervisor.stopParts(['changed']);
  supervisor.startParts(['changed']);
  assert.ok(await waitFor(() => is('changed', 'ready'), 5000));
  assert.deepEqual(seen, [undefined, undefined, 'more', 'more', undefined, undefined]);
});
