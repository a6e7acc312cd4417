import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { folderStore } from '../src/folder.ts';
import { InvalidKeyError, ObjectNotFoundError, type ObjectStore, ObjectTooLargeError } from '../src/store.ts';

async function* chunks(...list: Uint8Array[]) {
  yield* list;
}

describe('a folder store', () => {
  let root: string;
  let store: ObjectStore;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'store-'));
    store = folderStore(join(root, 'objects'));
  });
  after(() => rm(root, { recursive: true }));

  it('gives back what was put, whatever the chunks', async () => {
    for (const sizes of [[], [0], [1], [65536, 1, 65536], [3, 0, 5]]) {
      const parts = sizes.map((size) => randomBytes(size));
      const info = await store.put('a/b.bin', chunks(...parts));
      const got = await store.get('a/b.bin');
      assert.deepEqual(await buffer(got.body), Buffer.concat(parts));
      assert.equal(info.bytes, Buffer.concat(parts).length);
      assert.deepEqual(await store.stat('a/b.bin'), info);
    }
  });

  it('refuses keys that lead elsewhere', async () => {
    for (const key of [
      '',
      '/etc/passwd',
      '../x',
      'a/../../x',
      'a//b',
      '.partial/x',
      'a/',
      'a\\b',
      'a\0b',
      'x'.repeat(513),
    ]) {
      await assert.rejects(store.put(key, chunks()), InvalidKeyError, key);
      await assert.rejects(store.get(key), InvalidKeyError, key);
      await assert.rejects(store.delete(key), InvalidKeyError, key);
    }
  });

  it('leaves nothing behind when a body is too large or breaks off', async () => {
    await assert.rejects(
      store.put('big', chunks(randomBytes(10), randomBytes(10)), { maxBytes: 19 }),
      ObjectTooLargeError,
    );
    const broken = (async function* () {
      yield randomBytes(10);
      throw new Error('connection lost');
    })();
    await assert.rejects(store.put('broken', broken), /connection lost/);
    assert.equal(await store.stat('big'), undefined);
    assert.equal(await store.stat('broken'), undefined);
    assert.deepEqual(await readdir(join(root, 'objects', '.partial')), []);
  });

  it('shows readers the old object or the new one, never a part', async () => {
    const [old, next] = [randomBytes(1000), randomBytes(5000)];
    await store.put('swap', chunks(old));
    const gate = Promise.withResolvers<void>();
    const slow = (async function* () {
      yield next.subarray(0, 2500);
      await gate.promise;
      yield next.subarray(2500);
    })();
    const put = store.put('swap', slow);
    assert.deepEqual(await buffer((await store.get('swap')).body), old);
    gate.resolve();
    await put;
    assert.deepEqual(await buffer((await store.get('swap')).body), next);
  });

  it('says when there is no such object, but deletes it without complaint', async () => {
    await assert.rejects(store.get('nothing'), ObjectNotFoundError);
    assert.equal(await store.stat('nothing'), undefined);
    await store.delete('nothing');
  });

  it('deletes what is older than a time, under one prefix only', async () => {
    await store.put('old/a', chunks(randomBytes(1)));
    await store.put('other/a', chunks(randomBytes(1)));
    assert.equal(await store.deleteOlderThan('old', new Date(0)), 0);
    assert.equal(await store.deleteOlderThan('old', new Date(Date.now() + 1000)), 1);
    assert.equal(await store.stat('old/a'), undefined);
    assert.ok(await store.stat('other/a'));
  });
});
