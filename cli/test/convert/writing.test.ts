import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith } from './support/folder.ts';
import { startUserSvc } from './support/user-svc.ts';

test('a folder that is missing, or is none, is named before the upload', async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('pic.jpg', 'file');
  const cases: [string, RegExp][] = [
    ['no/pic.webp', /✘ pic\.jpg: there is no folder no: make it first/],
    ['file/pic.webp', /✘ pic\.jpg: file is not a folder: choose another one with --output/],
    [`${'n'.repeat(300)}.webp`, /✘ pic\.jpg: the name n+\.webp is too long: choose a shorter one with --output/],
  ];
  for (const [output, message] of cases) {
    const { code, error } = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'webp', '-o', output]);
    assert.match(error, message);
    assert.equal(code, 1);
  }
  assert.equal(userSvc.uploads, 0);
  assert.deepEqual(folder.list(), ['file', 'pic.jpg']);
});

// root may write everywhere, unless it gives that right up.
const asUser = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override'] : [];
const noUser = asUser.length > 0 && !existsSync('/usr/bin/setpriv') && 'root has no setpriv';

test('a folder that may not be written to is named before the upload', { skip: noUser }, async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('locked/pic.jpg');
  chmodSync(join(folder.path, 'locked'), 0o555);
  const { code, error } = await folder.convert(userSvc.url, ['locked/pic.jpg', '--format', 'webp'], asUser);
  assert.match(error, /✘ locked\/pic\.jpg: you may not write to the folder locked: choose another one with --output/);
  assert.equal(code, 1);
  assert.equal(userSvc.uploads, 0);
});

test('an output that cannot be written whole leaves nothing, and what it would replace is kept', async () => {
  const large = Buffer.alloc(200_000);
  await using userSvc = await startUserSvc(() => large);
  using folder = folderWith('pic.jpg', 'pic.webp');
  const small = ['bash', '-c', 'ulimit -f 64; exec "$0" "$@"'];
  const { code, error } = await folder.convert(userSvc.url, ['pic.jpg', '--format', 'webp', '--force'], small);
  assert.match(error, /✘ pic\.jpg: cannot write pic\.webp: EFBIG/);
  assert.equal(code, 1);
  assert.equal(userSvc.uploads, 1);
  assert.equal(folder.read('pic.webp'), 'pic.webp');
  assert.deepEqual(folder.list(), ['pic.jpg', 'pic.webp']);
});

test('a result that is cut off is an error of its picture alone, and leaves nothing', async () => {
  let results = 0;
  await using userSvc = await startUserSvc(() => (++results === 1 ? 'cut' : undefined));
  using folder = folderWith('pic.jpg', 'other.jpg');
  const { code, out, error } = await folder.convert(userSvc.url, ['pic.jpg', 'other.jpg', '--format', 'webp']);
  assert.match(error, /✘ pic\.jpg: the result did not arrive whole \(.+\): convert it again \(request request-1\)/);
  assert.match(out, /✔ other\.jpg/);
  assert.equal(code, 1);
  assert.deepEqual(folder.list(), ['other.jpg', 'other.webp', 'pic.jpg']);
});

test('Ctrl-C during the write leaves the whole output or none', async () => {
  const large = Buffer.alloc(50_000_000, 1);
  await using userSvc = await startUserSvc(() => large);
  using folder = folderWith('pic.jpg');
  const child = folder.start(userSvc.url, ['pic.jpg', '--format', 'webp']);
  const exit = once(child, 'exit');
  const partial = () => readdirSync(folder.path).some((name) => name.endsWith('.partial'));
  while (child.exitCode === null && !partial()) await new Promise((resolve) => setTimeout(resolve, 1));
  child.kill('SIGINT');
  const [code, signal] = await exit;
  assert.ok(signal === 'SIGINT' || code === 0, `${code} ${signal}`);
  assert.deepEqual(
    folder.list().filter((name) => name !== 'pic.webp'),
    ['pic.jpg'],
  );
  if (existsSync(join(folder.path, 'pic.webp')))
    assert.equal(statSync(join(folder.path, 'pic.webp')).size, large.length);
});
