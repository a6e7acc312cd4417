import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { parts } from '../src/local/parts/index.ts';
import { freeOffset } from '../src/local/ports.ts';
import { openStack, repository, type Stack } from '../src/local/stack.ts';
import { temporaryStack } from './support/parts.ts';

function triptych(stack: Stack, ...args: string[]) {
  const done = spawnSync(process.execPath, [join(repository, 'cli/bin/triptych.mjs'), ...args], {
    env: stack.env,
    encoding: 'utf8',
  });
  return { code: done.status, out: done.stdout, error: done.stderr };
}

test('a wrong argument is reported, and the exit code is 2', () => {
  const stack = temporaryStack();
  const mistakes: [string[], RegExp][] = [
    [['nonsense'], /there is no command "nonsense"(.|\n)* up /],
    [['up', '--nonsense'], /triptych up: Unknown option '--nonsense'\.\nTry "triptych up --help"/],
    [['up', 'extra'], /unexpected argument: extra/],
    [['up', '--only', 'nonsense'], /there is no part "nonsense"; choose from postgres, /],
    [['up', '--port-offset', '99999'], /whole number from 0 to 48849, not "99999"/],
    [['down', '--port-offset', '-1'], /argument is ambiguous|whole number/],
    [['stop'], /name at least one part/],
    [['drill'], /name at least one drill, or give --all/],
    [['drill', 'nonsense'], /there is no drill "nonsense"; --list/],
    [['verify', '--every', 'often'], /--every must be a number of seconds above 0, not "often"/],
    [['verify', '--every', '60', '--service', 'shop'], /--every converts pictures, and --service does not/],
    [['build', 'nonsense'], /no binary "nonsense" to build; choose from otelcol, /],
  ];
  for (const [args, message] of mistakes) {
    const { code, error } = triptych(stack, ...args);
    assert.match(error, message);
    assert.equal(code, 2, args.join(' '));
  }
});

test('every command has help', () => {
  const stack = temporaryStack();
  const overview = triptych(stack, '--help');
  assert.equal(overview.code, 0);
  for (const file of readdirSync(join(repository, 'cli/src/commands'))) {
    const name = file.replace('.ts', '');
    assert.match(overview.out, new RegExp(`^ {2}${name} `, 'm'));
    const { code, out } = triptych(stack, name, '--help');
    assert.match(out, new RegExp(`^Usage: triptych ${name} `));
    assert.equal(code, 0);
  }
});

test('without a stack, "down" succeeds and "status" exits with 1', () => {
  const stack = temporaryStack();
  assert.deepEqual(triptych(stack, 'down', '--wipe'), {
    code: 0,
    out: 'Nothing was running.\nThere was no data.\n',
    error: '',
  });
  assert.deepEqual(triptych(stack, 'status', '--port-offset', '7'), {
    code: 1,
    out: 'No stack runs here; "triptych up --port-offset 7" starts it.\n',
    error: '',
  });
  const { running, healthy, parts: none } = JSON.parse(triptych(stack, 'status', '--json').out);
  assert.deepEqual({ running, healthy, none }, { running: false, healthy: false, none: [] });
  assert.equal(triptych(stack, 'stop', 'loki').code, 1);
});

test('nothing starts when a port is taken', async (t) => {
  const stack = temporaryStack();
  const offset = await freeOffset(parts, (n) => openStack(n, stack.env));
  const server = createServer();
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(8084 + offset, '127.0.0.1', resolve));
  const { code, error } = triptych(stack, 'up', '--detach', '--port-offset', String(offset));
  assert.equal(code, 1);
  assert.match(error, new RegExp(`${8084 + offset} {2}image_svc \\(http\\)`));
  assert.deepEqual(readdirSync(stack.dir), []);
});
