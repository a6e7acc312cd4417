import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { claimFolder, wipeData } from '../../src/local/claim.ts';
import { openStack, repository, type Stack } from '../../src/local/stack.ts';
import { temporaryStack } from '../support/parts.ts';

function triptych(stack: Stack, ...args: string[]) {
  const done = spawnSync(process.execPath, [join(repository, 'cli/bin/triptych.mjs'), ...args], {
    env: stack.env,
    encoding: 'utf8',
  });
  return { code: done.status, out: done.stdout, error: done.stderr };
}

/** A stack whose folder already holds somebody's files, by path. */
function foreign(...files: string[]): Stack {
  const stack = temporaryStack();
  for (const file of files) {
    mkdirSync(join(stack.dir, dirname(file)), { recursive: true });
    writeFileSync(join(stack.dir, file), 'mine');
  }
  return stack;
}

const contents = (stack: Stack) =>
  readdirSync(stack.dir, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(stack.dir.length + 1))
    .sort();

test('"up" refuses a folder with files of somebody else, says what to do, and changes nothing', () => {
  const stack = foreign('data/thesis.txt', 'run/state.json');
  const { code, error } = triptych(stack, 'up', '--only', 'otelcol', '--detach');
  assert.equal(code, 1);
  assert.ok(error.includes(`${stack.dir} contains files that Triptych did not make: data, run;`), error);
  assert.match(error, /set TRIPTYCH_DIR to a new or empty folder/);
  assert.deepEqual(contents(stack), ['data/thesis.txt', 'run/state.json']);
  assert.equal(readFileSync(join(stack.run, 'state.json'), 'utf8'), 'mine');
});

test('"down --wipe" keeps data that Triptych did not make, and says so', () => {
  const stack = foreign('data/thesis.txt');
  const { code, error } = triptych(stack, 'down', '--wipe');
  assert.equal(code, 1);
  assert.ok(error.includes(`${stack.data} was not made by Triptych`), error);
  assert.deepEqual(contents(stack), ['data/thesis.txt']);
});

test('a marker that cannot be read vouches for nothing', () => {
  const stack = foreign('data/thesis.txt', 'made-by-triptych.json');
  assert.throws(() => wipeData(stack), /was not made by Triptych/);
  assert.throws(() => claimFolder(stack), /did not make: data;/);
});

test('"down --wipe" of a port offset keeps data that Triptych did not make', () => {
  const { env, dir } = foreign('offset-7/data/thesis.txt');
  assert.throws(() => wipeData(openStack(7, env)), /was not made by Triptych/);
  assert.ok(existsSync(join(dir, 'offset-7/data/thesis.txt')));
});

test('"down" passes over a file in place of its state that it did not write', () => {
  const stack = foreign('run/state.json');
  writeFileSync(join(stack.run, 'state.json'), '{"mine":true}');
  assert.deepEqual(triptych(stack, 'down'), { code: 0, out: 'Nothing was running.\n', error: '' });
});

test('the command uses an empty folder again and again, and wipes the data that it has put there', () => {
  const stack = temporaryStack();
  for (const _ of [1, 2]) {
    claimFolder(stack);
    claimFolder(stack);
    mkdirSync(stack.logs, { recursive: true });
    mkdirSync(join(stack.data, 'store'), { recursive: true });
    writeFileSync(join(stack.data, 'store/picture'), '');
    assert.equal(wipeData(stack), true);
    assert.equal(wipeData(stack), false);
    assert.ok(!existsSync(stack.data));
  }
});

test('data that somebody put there after a wipe is neither used nor wiped', () => {
  const stack = temporaryStack();
  claimFolder(stack);
  wipeData(stack);
  mkdirSync(stack.data, { recursive: true });
  writeFileSync(join(stack.data, 'thesis.txt'), 'mine');
  assert.throws(() => wipeData(stack), /was not made by Triptych/);
  assert.throws(() => claimFolder(stack), /did not make: data;/);
  assert.deepEqual(readdirSync(stack.data), ['thesis.txt']);
});

test('stacks with a port offset share a folder, whichever of them comes first', () => {
  const first = temporaryStack();
  const second = openStack(7, first.env);
  claimFolder(second);
  claimFolder(first);
  claimFolder(openStack(8, first.env));
  assert.throws(() => claimFolder({ ...first, dir: foreign('offset-7/thesis.txt').dir }), /did not make: offset-7;/);
});

test('the folder of the repository belongs to the command, also where an earlier version made it', () => {
  const root = foreign('.triptych/data/store/picture', '.triptych/run/lock').dir;
  const stack = openStack(0, {}, root);
  claimFolder(stack);
  assert.ok(existsSync(join(stack.data, 'store/picture')));
});

test('a folder of an earlier version is used after the command that the message names', () => {
  const stack = foreign('data/store/picture', 'logs/user_svc.log');
  assert.throws(
    () => claimFolder(stack),
    ({ message }: Error) => {
      const [, command = ''] = /run: (.+)$/.exec(message) ?? [];
      return spawnSync('sh', ['-c', command]).status === 0;
    },
  );
  claimFolder(stack);
  assert.deepEqual(contents(stack), ['data/store/picture', 'logs/user_svc.log', 'made-by-triptych.json']);
});

test('a copied folder stays in use', () => {
  const stack = temporaryStack();
  const copy = temporaryStack();
  claimFolder(stack);
  mkdirSync(join(stack.data, 'store'), { recursive: true });
  cpSync(stack.dir, copy.dir, { recursive: true });
  claimFolder(copy);
});
