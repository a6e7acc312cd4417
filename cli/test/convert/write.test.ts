import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { KeptError, writeError } from '../../src/convert/errors.ts';
import { writeOutput } from '../../src/convert/write.ts';
import { repository } from '../../src/local/stack.ts';
import { folderWith } from './support/folder.ts';

const coded = (code: string) => Object.assign(new Error(`${code}: reason`), { code });

test('where files cannot be linked, an output is written, and one that exists is kept', () => {
  using folder = folderWith('there.webp');
  for (const code of ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']) {
    const link = () => {
      throw coded(code);
    };
    writeOutput(join(folder.path, `${code}.webp`), Buffer.from('new'), false, link);
    assert.equal(folder.read(`${code}.webp`), 'new');
    assert.throws(() => writeOutput(join(folder.path, 'there.webp'), Buffer.from('new'), false, link), KeptError);
  }
  assert.equal(folder.read('there.webp'), 'there.webp');
  assert.equal(folder.list().length, 5);
});

test('a signal during a write is answered after it, and ends the process', () => {
  using folder = folderWith();
  const source = (name: string) => JSON.stringify(join(repository, 'cli/src/convert', name));
  const program = `
    import { linkSync } from 'node:fs';
    import { deferSignals } from ${source('signals.ts')};
    import { writeOutput } from ${source('write.ts')};
    using signals = deferSignals();
    writeOutput('pic.webp', Buffer.from('whole'), false, (from, to) => {
      process.kill(process.pid, 'SIGINT');
      linkSync(from, to);
    });
    await new Promise((resolve) => setTimeout(resolve, 10_000));`;
  const args = ['--input-type=module-typescript', '--eval', program];
  const { signal, stderr } = spawnSync(process.execPath, args, { cwd: folder.path, encoding: 'utf8' });
  assert.equal(signal, 'SIGINT', stderr);
  assert.deepEqual(folder.list(), ['pic.webp']);
  assert.equal(folder.read('pic.webp'), 'whole');
});

test('an error of the file system says what to do', () => {
  const cases: [string, string][] = [
    ['ENOSPC', 'the disk of the folder out is full: free some space, or choose another one with --output'],
    ['EDQUOT', 'your quota for the folder out is used up: free some space, or choose another one with --output'],
    ['EROFS', 'the folder out is on a read-only file system: choose another one with --output'],
    ['EACCES', 'you may not write to the folder out: choose another one with --output'],
    ['ENOENT', 'there is no folder out: make it first'],
    ['EIO', 'cannot write out/pic.webp: EIO: reason'],
  ];
  for (const [code, message] of cases) assert.equal(writeError('out/pic.webp', coded(code)).message, message);
});
