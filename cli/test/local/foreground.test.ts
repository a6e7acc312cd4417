import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { control, running, status, stopStack } from '../../src/local/client.ts';
import { isFree } from '../../src/local/ports.ts';
import { processTable, waitFor } from '../../src/local/processes.ts';
import type { Stack } from '../../src/local/stack.ts';
import { findLeftovers } from '../../src/local/supervisor/leftovers.ts';
import { readState } from '../../src/local/supervisor/state.ts';
import { freePort, temporaryStack } from '../support/parts.ts';

const script = join(import.meta.dirname, '../support/run-stack.ts');

async function bringUp(t: TestContext) {
  const stack = temporaryStack();
  const ports = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [script, ...ports.map(String)], {
    env: stack.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  t.after(() => stopStack(stack, () => {}));
  await allReady(stack);
  return { stack, ports, child, output: () => output };
}

async function allReady(stack: Stack) {
  for (let tries = 0; tries < 200; tries++, await sleep(50)) {
    if (running(stack)) {
      const now = await status(stack).catch(() => undefined);
      if (now?.healthy && now.parts.every(({ state }) => state === 'ready')) return now;
    }
  }
  throw new Error('not ready in 10 s');
}

const exit = (child: ChildProcess) =>
  new Promise<number | null>((resolve) =>
    child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
  );

/** Every process of the parts: each is the first of a group. */
const membersOf = (groups: readonly number[]) => processTable().filter(({ group }) => groups.includes(group));

test('shows each part as it starts, and stops everything at a signal', async (t) => {
  const { child, stack, ports, output } = await bringUp(t);
  assert.ok(await waitFor(() => output().includes('Everything is ready'), 5000));
  assert.match(output(), /first +starting\n(.|\n)*first +ready\n/);
  const groups = readState(stack)?.processes.map(({ pid }) => pid) ?? [];
  assert.equal(membersOf(groups).length, 4);
  child.kill('SIGINT');
  assert.equal(await exit(child), 0);
  assert.deepEqual(membersOf(groups), []);
  assert.deepEqual(await Promise.all(ports.map(isFree)), [true, true]);
  assert.match(output(), /Stopping…\n( {2}\w+ stopped\n){3}Everything is stopped; the data stays\.\n$/);
});

test('answers on a socket to which only its user can write, and stops when a request asks for it', async (t) => {
  const { child, stack } = await bringUp(t);
  assert.equal(statSync(readState(stack)?.socket ?? '').mode & 0o777, 0o600);
  const views = await control(stack, 'stop', ['second']);
  assert.deepEqual(
    views.map(({ state }) => state),
    ['ready', 'stopped', 'ready'],
  );
  const seen: string[] = [];
  const left = await stopStack(stack, (event) => void seen.push(JSON.stringify(event)));
  assert.deepEqual(left, []);
  assert.equal(await exit(child), 0);
  assert.match(seen.at(-1) ?? '', /^\{"parts":\[\{"name":"first","state":"stopped"/);
  await assert.rejects(control(stack, 'stop', ['second']), /no stack runs here; "triptych up" starts it/);
});

test('the processes of a killed supervisor are found and stopped, children of parts included', async (t) => {
  const { child, stack, ports } = await bringUp(t);
  const groups = readState(stack)?.processes.map(({ pid }) => pid) ?? [];
  child.kill('SIGKILL');
  await exit(child);
  assert.equal(membersOf(groups).length, 4);
  assert.equal((await status(stack)).running, false);
  assert.deepEqual(
    findLeftovers(stack).map(({ name }) => name),
    ['first', 'second', 'family'],
  );
  assert.deepEqual(await stopStack(stack, () => {}), ['first', 'second', 'family']);
  assert.deepEqual(membersOf(groups), []);
  assert.deepEqual(await Promise.all(ports.map(isFree)), [true, true]);
  assert.equal(readState(stack), undefined);
});

test('a later process with the number of a part is not stopped', async (t) => {
  const { child, stack } = await bringUp(t);
  const state = readState(stack);
  child.kill('SIGKILL');
  await exit(child);
  const { writeState } = await import('../../src/local/supervisor/state.ts');
  const other = { name: 'other', pid: process.pid, start: '1' };
  if (state) writeState(stack, { ...state, processes: [...state.processes, other] });
  assert.ok(!(await stopStack(stack, () => {})).includes('other'));
});
