import assert from 'node:assert/strict';
import { linkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith } from './support/folder.ts';
import { RESULT, startUserSvc } from './support/user-svc.ts';

test('beside a picture of the same format, and in its own folder, the original stays and the output has another name', async () => {
  await using userSvc = await startUserSvc();
  for (const output of [[], ['-o', 'in'], ['-o', 'link-to-in'], ['-o', 'in', '--force']]) {
    using folder = folderWith('in/pic.jpg');
    symlinkSync('in', join(folder.path, 'link-to-in'));
    const { code, error } = await folder.convert(userSvc.url, ['in/pic.jpg', '--format', 'jpeg', ...output]);
    assert.equal(code, 0, error);
    assert.equal(folder.read('in/pic.jpg'), 'in/pic.jpg');
    assert.equal(folder.read('in/pic.converted.jpg'), RESULT.toString());
  }
});

test('an output that leads to the picture itself is refused by every name, even with --force', async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('pic.jpg');
  symlinkSync('pic.jpg', join(folder.path, 'symbolic.jpg'));
  linkSync(join(folder.path, 'pic.jpg'), join(folder.path, 'hard.jpg'));
  for (const output of ['pic.jpg', './pic.jpg', join(folder.path, 'pic.jpg'), 'symbolic.jpg', 'hard.jpg']) {
    const { code, error } = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'jpeg', '-o', output, '--force']);
    assert.match(error, /✘ pic\.jpg: \S+\.jpg is the picture itself: choose another name with --output/);
    assert.equal(code, 1);
  }
  assert.equal(userSvc.uploads, 0);
  for (const name of ['pic.jpg', 'symbolic.jpg', 'hard.jpg']) assert.equal(folder.read(name), 'pic.jpg');
  assert.deepEqual(folder.list(), ['hard.jpg', 'pic.jpg', 'symbolic.jpg']);
});

test('no output replaces another picture to convert, even with --force', async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('pic.jpg', 'pic.png');
  const { code, out, error } = await folder.convert(userSvc.url, ['pic.jpg', 'pic.png', '--format', 'png', '--force']);
  assert.match(error, /✘ pic\.jpg: pic\.png is also a picture to convert: choose another place with --output/);
  assert.match(out, /✔ pic\.png .*→ pic\.converted\.png/);
  assert.equal(code, 1);
  assert.equal(folder.read('pic.png'), 'pic.png');
  assert.deepEqual(folder.list(), ['pic.converted.png', 'pic.jpg', 'pic.png']);
});
