import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { changedParts, recordChanges, restore } from '../../../src/drill/local/changed-parts.ts';
import { folderOf } from '../../../src/drill/local/folder.ts';
import { control, ready } from '../../../src/local/client.ts';
import { waitFor } from '../../../src/local/processes.ts';
import { listen, socketPath } from '../../../src/local/supervisor/control.ts';
import { logPath } from '../../../src/local/supervisor/logs.ts';
import { Supervisor } from '../../../src/local/supervisor/supervisor.ts';
import { forever, script, temporaryStack } from '../../support/parts.ts';

const say = script('prometheus', `console.log(process.env.DRILL ?? 'usual'); ${forever}`, { group: 'backend' });
const other = script('loki', forever, { group: 'backend' });

async function runningStack(t: TestContext) {
  const stack = temporaryStack();
  mkdirSync(stack.run, { recursive: true });
  const socket = socketPath(stack);
  const binaries = { find: () => undefined, make: () => Promise.reject(new Error('nothing to make')) };
  const supervisor = new Supervisor({ stack, parts: [say, other], binaries, socket });
  const unlisten = await listen(supervisor, socket, () => {});
  t.after(async () => {
    await supervisor.stop();
    unlisten();
  });
  supervisor.start();
  await ready(stack, ['prometheus', 'loki']);
  /** What it has said, once it has been started so often. */
  const said = async (times: number) => {
    const lines = () => readFileSync(logPath(stack, 'prometheus'), 'utf8').split('\n').slice(0, -1);
    assert.ok(await waitFor(() => lines().length === times, 5000));
    return lines();
  };
  await said(1);
  return { stack, supervisor, said };
}

test('the parts that an interrupted drill changed are restarted as they were, and no others', async (t) => {
  const { stack, supervisor, said } = await runningStack(t);
  const lokiSince = supervisor.view()[1]?.since;
  recordChanges(stack).add('prometheus');
  await control(stack, 'stop', ['prometheus']);
  await control(stack, 'start', ['prometheus'], { DRILL: 'drilled' });
  await said(2);

  assert.deepEqual(changedParts(stack), ['prometheus']);
  assert.deepEqual(await restore(stack), ['prometheus']);
  assert.deepEqual(await said(3), ['usual', 'drilled', 'usual']);
  assert.equal(supervisor.view()[1]?.since, lokiSince);
  assert.ok(!existsSync(folderOf(stack).path));
  assert.deepEqual(await restore(stack), []);
});

test('a stack that another supervisor has started needs no restoring', async (t) => {
  const { stack } = await runningStack(t);
  recordChanges(stack).add('prometheus');
  const file = join(folderOf(stack).path, 'changed.json');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...record, supervisor: '{"pid":1,"start":"before"}' }));
  assert.deepEqual(changedParts(stack), []);
});
