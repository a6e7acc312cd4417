import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { folderStore } from '../src/folder.ts';
import { itKeepsObjects, type Subject } from './support/contract.ts';

describe('a folder store', () => {
  let root: string;
  let subject: Subject;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'store-'));
    const folder = join(root, 'objects');
    subject = { store: folderStore(folder), leftovers: () => readdir(join(folder, '.partial')) };
  });
  after(() => rm(root, { recursive: true }));

  itKeepsObjects(() => subject);

  it('creates its folder in `check`, which rejects when it cannot', async () => {
    await folderStore(join(root, 'made/by/check')).check();
    assert.deepEqual(await readdir(join(root, 'made/by')), ['check']);
    await writeFile(join(root, 'file'), '');
    await assert.rejects(folderStore(join(root, 'file')).check(), /EEXIST|ENOTDIR/);
  });
});
