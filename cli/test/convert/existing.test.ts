import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith } from './support/folder.ts';
import { RESULT, startUserSvc } from './support/user-svc.ts';

test('an output that exists is kept without an upload, and replaced with --force', async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('pic.jpg', 'pic.webp', 'other.jpg');
  const kept = await folder.convert(userSvc.url, ['pic.jpg', 'other.jpg', '--format', 'webp']);
  assert.match(kept.error, /✘ pic\.jpg: pic\.webp exists and is kept: --force replaces it/);
  assert.match(kept.out, /✔ other\.jpg .*→ other\.webp/);
  assert.equal(kept.code, 1);
  assert.equal(userSvc.uploads, 1);
  assert.equal(folder.read('pic.webp'), 'pic.webp');

  const replaced = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'webp', '--force']);
  assert.equal(replaced.code, 0, replaced.error);
  assert.equal(folder.read('pic.webp'), RESULT.toString());
  assert.deepEqual(folder.list(), ['other.jpg', 'other.webp', 'pic.jpg', 'pic.webp']);
});

test('a file that appears during the conversion is kept', async () => {
  using folder = folderWith('pic.jpg');
  await using userSvc = await startUserSvc(() => {
    writeFileSync(join(folder.path, 'pic.webp'), 'of another program');
    return undefined;
  });
  const { code, error } = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'webp']);
  assert.match(error, /✘ pic\.jpg: pic\.webp exists and is kept: --force replaces it/);
  assert.equal(code, 1);
  assert.equal(folder.read('pic.webp'), 'of another program');
  assert.deepEqual(folder.list(), ['pic.jpg', 'pic.webp']);
});

test('a symbolic link is an output that exists; --force replaces the link and not the file behind it', async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('pic.jpg', 'behind.webp');
  symlinkSync('behind.webp', join(folder.path, 'pic.webp'));
  symlinkSync('nowhere', join(folder.path, 'dangling.webp'));
  for (const output of ['pic.webp', 'dangling.webp']) {
    const { error } = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'webp', '-o', output]);
    assert.match(error, new RegExp(`${output} exists and is kept`));
    assert.ok(lstatSync(join(folder.path, output)).isSymbolicLink());
  }
  assert.equal(userSvc.uploads, 0);
  const { code } = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'webp', '--force']);
  assert.equal(code, 0);
  assert.equal(folder.read('pic.webp'), RESULT.toString());
  assert.equal(folder.read('behind.webp'), 'behind.webp');
});

test('a folder, and what is not a regular file, is not replaced even with --force', async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('pic.jpg');
  mkdirSync(join(folder.path, 'pic.webp'));
  execFileSync('mkfifo', [join(folder.path, 'fifo')]);
  const onFolder = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'webp', '--force']);
  assert.match(onFolder.error, /✘ pic\.jpg: pic\.webp is a folder: choose another name with --output/);
  const onFifo = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'webp', '--force', '-o', 'fifo']);
  assert.match(onFifo.error, /✘ pic\.jpg: fifo is not a regular file: choose another name with --output/);
  assert.deepEqual([onFolder.code, onFifo.code], [1, 1]);
  assert.equal(userSvc.uploads, 0);
  assert.deepEqual(folder.list(), ['fifo', 'pic.jpg', 'pic.webp']);
});

test('--json reports the outcome of each file', async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('kept.jpg', 'kept.webp', 'pic.jpg');
  const { code, out } = await folder.convert(userSvc.url, [
    'pic.jpg',
    'kept.jpg',
    'no.jpg',
    '--format',
    'webp',
    '--json',
  ]);
  assert.equal(code, 1);
  const outcomes = JSON.parse(out) as Record<string, unknown>[];
  assert.deepEqual(
    outcomes.map(({ file, outcome, output, error, request_id }) => ({ file, outcome, output, error, request_id })),
    [
      { file: 'pic.jpg', outcome: 'converted', output: 'pic.webp', error: undefined, request_id: 'request-1' },
      {
        file: 'kept.jpg',
        outcome: 'kept',
        output: 'kept.webp',
        error: 'kept.webp exists and is kept: --force replaces it',
        request_id: undefined,
      },
      { file: 'no.jpg', outcome: 'failed', output: undefined, error: 'there is no such file', request_id: undefined },
    ],
  );
});
