import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { stopStack } from '../../src/local/client.ts';
import { partsOf } from '../../src/local/parts/index.ts';
import { freeOffset } from '../../src/local/ports.ts';
import { waitFor } from '../../src/local/processes.ts';
import { openStack, repository } from '../../src/local/stack.ts';
import { temporaryStack } from '../support/parts.ts';

const main = join(repository, 'cli/bin/triptych.mjs');

/** A machine with neither Go nor a container engine, and with nothing built. */
async function bareMachine(t: TestContext) {
  const { env, dir } = temporaryStack();
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  const bare = { ...env, PATH: bin, XDG_CACHE_HOME: join(dir, 'cache') };
  const openAt = (offset: number) => openStack(offset, bare);
  const stack = openAt(await freeOffset(partsOf(openAt(0)), openAt));
  t.after(() => stopStack(stack, () => {}));
  return stack;
}

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

function assertBothWaysOnce(output: string) {
  assert.equal(count(output, /install Go 1\.26\S* from https:\/\/go\.dev\/dl\//g), 1, output);
  assert.equal(count(output, /Go is not installed/g), 1, output);
  assert.equal(count(output, /start a container engine that answers "docker version"/g), 1, output);
}

test('without Go and without a container engine, "up" says both ways out, once', async (t) => {
  const stack = await bareMachine(t);
  const only = 'otelcol,prometheus,alertmanager,jaeger,loki';
  const child = spawn(process.execPath, [main, 'up', '--only', only, '--port-offset', String(stack.offset)], {
    env: stack.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  assert.ok(await waitFor(() => output.includes('tries again'), 30_000), output);
  assertBothWaysOnce(output);
  assert.match(output, /^ {2}otelcol, prometheus, alertmanager, jaeger, loki: needs Go or a container engine$/m);
  // The reason is there for those who ask later, too.
  const at = ['--port-offset', String(stack.offset)];
  const again = spawnSync(process.execPath, [main, 'start', 'loki', ...at], { env: stack.env, encoding: 'utf8' });
  assert.equal(again.status, 1);
  assertBothWaysOnce(again.stderr);
});

test('without Go, "up --detach" says both ways out, once, and exits with 1', async (t) => {
  const stack = await bareMachine(t);
  const args = ['up', '--detach', '--only', 'prometheus,loki', '--port-offset', String(stack.offset)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { env: stack.env, encoding: 'utf8' });
  assert.equal(status, 1, stderr);
  assertBothWaysOnce(stdout + stderr);
});

test('without Go, "build" says both ways out, once, and exits with 1', async (t) => {
  const stack = await bareMachine(t);
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'build'], { env: stack.env, encoding: 'utf8' });
  assert.equal(status, 1);
  assertBothWaysOnce(stdout + stderr);
});
