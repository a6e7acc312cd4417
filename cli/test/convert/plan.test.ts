import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { UsageError } from '../../src/command.ts';
import { KeptError } from '../../src/convert/errors.ts';
import type { Files } from '../../src/convert/files.ts';
import { planOutputs } from '../../src/convert/plan.ts';

interface Volume extends Files {
  /** How many folders are open now. */
  readonly opened: number;
}

/** A file system where case and Unicode forms do not matter, as on most Macs. All files are in the folder `.` or `out`. */
function insensitive(files: readonly string[], identities: 'of files' | 'of names' = 'of files'): Volume {
  const key = (path: string) => path.normalize('NFC').toLowerCase();
  const folders = ['.', 'out'];
  const exists = (path: string) => folders.includes(path) || files.some((file) => key(file) === key(path));
  let opened = 0;
  return {
    get opened() {
      return opened;
    },
    identify: (path) => (exists(path) ? (identities === 'of files' ? key(path) : path) : undefined),
    kindOf: (path) => (folders.includes(path) ? 'folder' : exists(path) ? 'file' : 'nothing'),
    openNames() {
      opened += 1;
      const takers = new Map<string, unknown>();
      return {
        take<T>(name: string, taker: T) {
          if (!takers.has(key(name))) takers.set(key(name), taker);
          return takers.get(key(name)) as T;
        },
        [Symbol.dispose]() {
          opened -= 1;
        },
      };
    },
  };
}

const beside = (extension: string, force = false) => ({ output: undefined, extension, force });
const inFolder = { output: { path: 'out', isFolder: true }, extension: '.webp', force: false };
const asFile = (path: string) => ({ output: { path, isFolder: false }, extension: '.jpg', force: true });

for (const identities of ['of files', 'of names'] as const) {
  test(`where case does not matter, the original stays beside its output (inodes are ${identities})`, () => {
    const volume = insensitive(['DSC0001.JPG'], identities);
    for (const force of [false, true]) {
      assert.deepEqual(planOutputs(['DSC0001.JPG'], beside('.jpg', force), volume), [
        { file: 'DSC0001.JPG', output: 'DSC0001.converted.jpg', error: undefined },
      ]);
    }
    const [planned] = planOutputs(['DSC0001.JPG'], asFile('dsc0001.jpg'), volume);
    assert.match(planned?.error?.message ?? '', /^dsc0001\.jpg is the picture itself: choose another name/);
    assert.equal(volume.opened, 0);
  });

  test(`where case does not matter, no FILE is the output of another one (inodes are ${identities})`, () => {
    const volume = insensitive(['pic.png', 'PIC.JPG'], identities);
    const [first, second] = planOutputs(['pic.png', 'PIC.JPG'], beside('.jpg', true), volume);
    assert.match(first?.error?.message ?? '', /^pic\.jpg is also a picture to convert: choose another place/);
    assert.deepEqual(second, { file: 'PIC.JPG', output: 'PIC.converted.jpg', error: undefined });
  });
}

test('where case does not matter, names that differ in case or Unicode form are one output', () => {
  const volume = insensitive(['Pic.jpg', 'pic.png', 'caf\u00e9.jpg', 'cafe\u0301.png']);
  assert.throws(
    () => planOutputs(['Pic.jpg', 'pic.png'], inFolder, volume),
    (error) =>
      error instanceof UsageError &&
      error.message ===
        'Pic.jpg and pic.png would both be converted to out/Pic.webp (the folder out does not distinguish Pic.webp from ' +
          'pic.webp): convert one of them alone, with another name in --output',
  );
  assert.throws(
    () => planOutputs(['caf\u00e9.jpg', 'cafe\u0301.png'], beside('.webp'), volume),
    /does not distinguish/,
  );
  assert.equal(volume.opened, 0);
});

test('where case does not matter, an output that exists in another case is kept', () => {
  const volume = insensitive(['pic.png', 'PIC.WEBP']);
  const [planned] = planOutputs(['pic.png'], beside('.webp'), volume);
  assert.ok(planned?.error instanceof KeptError);
  assert.equal(planOutputs(['pic.png'], beside('.webp', true), volume)[0]?.error, undefined);
});

test('a folder that cannot be written to is an error of its pictures alone', () => {
  const volume = insensitive(['pic.png', 'out/pic.png']);
  const system: Files = {
    ...volume,
    openNames(folder) {
      if (folder === 'out') throw Object.assign(new Error('EROFS: read-only'), { code: 'EROFS' });
      return volume.openNames(folder);
    },
  };
  const plan = planOutputs(['out/pic.png', 'pic.png'], beside('.webp'), system);
  assert.match(plan[0]?.error?.message ?? '', /the folder out is on a read-only file system/);
  assert.deepEqual(plan[1], { file: 'pic.png', output: 'pic.webp', error: undefined });
  assert.equal(dirname(plan[0]?.output ?? ''), 'out');
});
