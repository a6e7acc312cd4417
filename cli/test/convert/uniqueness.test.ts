import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith } from './support/folder.ts';
import { startUserSvc } from './support/user-svc.ts';

test('two pictures with one output are refused before the first upload, by the names of both', async () => {
  await using userSvc = await startUserSvc();
  const advice = /convert one of them alone, with another name in --output\.\nTry "triptych convert --help"/;
  const cases: [string[], RegExp][] = [
    [
      ['a/pic.jpg', 'b/pic.jpg', '-o', 'out'],
      /a\/pic\.jpg and b\/pic\.jpg would both be converted to out\/pic\.webp: /,
    ],
    [['a/pic.jpg', 'a/pic.png'], /a\/pic\.jpg and a\/pic\.png would both be converted to a\/pic\.webp: /],
    [['a/pic.jpg', 'c/pic.png', '--force'], /a\/pic\.jpg and c\/pic\.png would both be converted to a\/pic\.webp: /],
    [['a/other.jpg', 'a/pic.jpg', './a/pic.jpg'], /a\/pic\.jpg and \.\/a\/pic\.jpg are the same picture: name it once/],
    [['a/pic.jpg', 'a/pic.jpg'], /a\/pic\.jpg is named twice: name it once/],
  ];
  for (const [args, message] of cases) {
    using folder = folderWith('a/pic.jpg', 'a/pic.png', 'a/other.jpg', 'b/pic.jpg', 'out/some.txt');
    symlinkSync('a', join(folder.path, 'c'));
    const before = folder.list();
    const { code, out, error } = await folder.convert(userSvc.url, [...args, '--format', 'webp']);
    assert.match(error, message);
    if (/would both/.test(message.source)) assert.match(error, advice);
    assert.equal(out, '');
    assert.equal(code, 2);
    assert.deepEqual(folder.list(), before);
  }
  assert.equal(userSvc.uploads, 0);
});

test('mistakes in --output say what is wrong and exit 2', async () => {
  await using userSvc = await startUserSvc();
  using folder = folderWith('pic.jpg', 'other.jpg', 'file');
  const cases: [string[], RegExp][] = [
    [['pic.jpg', 'other.jpg', '-o', 'file'], /for several pictures --output must be a folder, and file is none/],
    [['pic.jpg', 'other.jpg', '-o', 'no'], /for several pictures --output must be a folder, and no is none/],
    [['pic.jpg', '-o', 'no/'], /there is no folder no\/: make it first/],
    [['pic.jpg', '-o', ''], /--output is empty: name a file or a folder/],
    [['pic.jpg', '-o', '-'], /--output - does not write to stdout: name a file \(\.\/- for one that is called "-"\)/],
  ];
  for (const [args, message] of cases) {
    const { code, error } = await folder.convert(userSvc.url, [...args, '--format', 'webp']);
    assert.match(error, message);
    assert.equal(code, 2);
  }
  assert.equal(userSvc.uploads, 0);
  assert.deepEqual(folder.list(), ['file', 'other.jpg', 'pic.jpg']);
});
