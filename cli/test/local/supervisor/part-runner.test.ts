import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { Part } from '../../../src/local/parts/part.ts';
import { identify, processTable, waitFor } from '../../../src/local/processes.ts';
import { logPath } from '../../../src/local/supervisor/logs.ts';
import { PartRunner } from '../../../src/local/supervisor/part-runner.ts';
import { forever, script, temporaryStack } from '../../support/parts.ts';

function runnerOf(t: TestContext, part: Part) {
  const stack = temporaryStack();
  const notes: string[] = [];
  const states: string[] = [];
  const runner: PartRunner = new PartRunner(part, {
    stack,
    note: (text) => notes.push(text),
    changed: () => {
      const now = `${runner.state} ${runner.detail}`.trim();
      if (states.at(-1) !== now) states.push(now);
    },
    backoffMs: { first: 20, most: 60, resetAfter: 60_000 },
  });
  t.after(() => runner.stop());
  return { runner, stack, notes, states };
}

test('a part that ends is reported with its exit code and last lines, and restarted at growing intervals', async (t) => {
  const code = `for (let i = 1; i <= 12; i++) console.log('line ' + i); process.exit(3)`;
  const { runner, notes, states } = runnerOf(t, script('fragile', code, { ready: async () => false }));
  runner.start();
  assert.ok(await waitFor(() => runner.restarts >= 4, 10_000));
  await runner.stop();
  const waits = states
    .filter((state) => state.startsWith('restarting'))
    .map((state) => /again in (.*)/.exec(state)?.[1]);
  assert.deepEqual(waits.slice(0, 4), ['0.0 s', '0.0 s', '0.1 s', '0.1 s']);
  assert.match(states.find((state) => state.startsWith('restarting')) ?? '', /exit code 3/);
  assert.match(
    notes[0] ?? '',
    /^fragile ended after .*: exit code 3\. It starts again in .* Its last lines:\n {4}line 3\n/,
  );
  assert.match(notes[0] ?? '', /line 12$/);
});

test('a part that is killed is reported with the signal, and becomes ready again', async (t) => {
  const { runner, notes } = runnerOf(t, script('victim', forever));
  runner.start();
  assert.ok(await waitFor(() => runner.state === 'ready', 5000));
  process.kill(runner.process?.pid ?? 0, 'SIGKILL');
  assert.ok(await waitFor(() => runner.restarts === 1 && runner.state === 'ready', 5000));
  assert.match(notes.join('\n'), /signal SIGKILL.*It wrote nothing\.\nvictim is ready again\.$/s);
});

test('a part that cannot be prepared is not restarted', async (t) => {
  const prepare = async () => {
    throw new Error('no room\nfor details');
  };
  const { runner, notes } = runnerOf(t, script('unprepared', forever, { prepare }));
  runner.start();
  assert.ok(await waitFor(() => runner.state === 'failed', 5000));
  assert.equal(runner.detail, 'no room');
  assert.deepEqual(notes, ['unprepared cannot start: no room\nfor details']);
});

test('a missing program is reported as the end of its part', async (t) => {
  const { runner } = runnerOf(t, script('absent', '', { launch: () => ({ file: '/nonexistent/program', args: [] }) }));
  runner.start();
  assert.ok(await waitFor(() => runner.restarts >= 1, 5000));
  assert.match(runner.detail, /ENOENT/);
});

test('a part that ignores its signal is killed after its time limit, with its children', async (t) => {
  const code = `process.on('SIGTERM', () => {});
    console.log(require('node:child_process').spawn(process.execPath, ['-e', '${forever}']).pid); ${forever}`;
  const { runner, stack, notes } = runnerOf(t, script('stubborn', code, { stopSeconds: 0.3 }));
  runner.start();
  assert.ok(await waitFor(() => runner.state === 'ready', 5000));
  const log = () => readFileSync(logPath(stack, 'stubborn'), 'utf8').trim();
  assert.ok(await waitFor(() => log() !== '', 5000));
  await runner.stop();
  assert.equal(runner.state, 'stopped');
  assert.match(notes.join(), /stubborn did not stop within 0\.3 s and was killed/);
  assert.ok(await waitFor(() => identify(Number(log())) === undefined, 2000), 'its child is gone');
});

test('the environment of the user overrides defaults, and the fixed settings of the part override both', async (t) => {
  const part = script('environed', '', {
    launch: () => ({
      file: process.execPath,
      args: ['-e', `console.log(process.env.HOME, process.env.PORT, process.env.MORE); ${forever}`],
      env: { PORT: '1' },
      defaults: { HOME: 'default', MORE: 'default' },
    }),
  });
  const { runner, stack } = runnerOf(t, part);
  runner.start();
  const log = () => readFileSync(logPath(stack, 'environed'), 'utf8').trim();
  assert.ok(await waitFor(() => runner.state === 'ready' && log() !== '', 5000));
  assert.equal(log(), `${stack.env.HOME} 1 default`);
});

test('a change of the environment lasts through restarts, until the next start by a request', async (t) => {
  const { stack, runner } = runnerOf(
    t,
    script('changed', `console.log(process.env.MORE ?? 'none', process.env.HOME ?? 'none'); ${forever}`),
  );
  const log = () => readFileSync(logPath(stack, 'changed'), 'utf8').split('\n').slice(0, -1);
  const started = async (times: number) => {
    assert.ok(await waitFor(() => runner.state === 'ready' && log().length === times, 5000));
  };
  runner.change({ MORE: 'more', HOME: null });
  runner.start();
  await started(1);
  // Not of what runs.
  runner.change({ MORE: 'later' });
  process.kill(runner.process?.pid ?? 0, 'SIGKILL');
  await started(2);
  await runner.stop();
  runner.change({});
  runner.start();
  await started(3);
  assert.deepEqual(log(), ['more none', 'more none', `none ${stack.env.HOME}`]);
});

test('a part that waits for its restart stops at once', async (t) => {
  const { runner } = runnerOf(t, script('brief', 'process.exit(1)'));
  runner.start();
  assert.ok(await waitFor(() => runner.state === 'restarting', 5000));
  const before = Date.now();
  await runner.stop();
  assert.ok(Date.now() - before < 1000);
  assert.equal(processTable().filter(({ parent }) => parent === runner.process?.pid).length, 0);
});
