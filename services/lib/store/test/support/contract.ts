import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { it } from 'node:test';
import { InvalidKeyError, ObjectNotFoundError, type ObjectStore, ObjectTooLargeError } from '../../src/store.ts';

export interface Subject {
  readonly store: ObjectStore;
  /** Remains of unfinished puts. */
  leftovers(): Promise<readonly string[]>;
}

const MEBIBYTE = 1024 * 1024;

export async function* chunks(...list: Uint8Array[]) {
  yield* list;
}

/** The tests that every store must pass. */
export function itKeepsObjects(subject: () => Subject): void {
  const store = () => subject().store;

  it('returns the bytes that were put, for any chunks and size', async () => {
    for (const sizes of [[], [0], [1], [65536, 1, 65536], [3, 0, 5], Array(7).fill(MEBIBYTE), [11 * MEBIBYTE]]) {
      const parts = sizes.map((size: number) => randomBytes(size));
      const whole = Buffer.concat(parts);
      const before = Date.now();
      assert.deepEqual(await store().put('a/b.bin', chunks(...parts)), { key: 'a/b.bin', bytes: whole.length });
      const { body, ...info } = await store().get('a/b.bin');
      assert.ok(whole.equals(await buffer(body)), `${whole.length} bytes`);
      assert.deepEqual(await store().stat('a/b.bin'), info);
      assert.deepEqual([info.key, info.bytes], ['a/b.bin', whole.length]);
      // S3 tells whole seconds.
      assert.ok(Math.abs(info.modifiedAt.getTime() - before) < 5000, `${info.modifiedAt}`);
    }
  });

  it('returns a range of bytes, with the size of the whole object', async () => {
    const whole = randomBytes(200_000);
    await store().put('a/ranged', chunks(whole));
    const last = whole.length - 1;
    for (const [start, end] of [
      [0, 0],
      [0, last],
      [last, last],
      [1, 99_999],
      [65_536, 131_071],
      [100, whole.length + 100],
    ] as const) {
      const { body, bytes } = await store().get('a/ranged', { start, end });
      assert.ok(whole.subarray(start, end + 1).equals(await buffer(body)), `${start}-${end}`);
      assert.equal(bytes, whole.length);
    }
    await assert.rejects(store().get('a/ranged', { start: whole.length, end: whole.length }), RangeError);
    await assert.rejects(store().get('nothing', { start: 0, end: 1 }), ObjectNotFoundError);
  });

  it('refuses keys that lead out of the store', async () => {
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
      'x'.repeat(256),
      'x'.repeat(513),
      `${'x'.repeat(255)}/${'x'.repeat(255)}/xx`,
    ]) {
      await assert.rejects(store().put(key, chunks()), InvalidKeyError, key);
      await assert.rejects(store().get(key), InvalidKeyError, key);
      await assert.rejects(store().delete(key), InvalidKeyError, key);
    }
  });

  it('takes the longest names that it allows', async () => {
    const key = `names/${'x'.repeat(255)}/y`;
    await store().put(key, chunks(randomBytes(1)));
    assert.ok(await store().stat(key));
  });

  for (const [size, bytes] of [
    ['small', 10],
    ['large', 6 * MEBIBYTE],
  ] as const)
    it(`leaves nothing behind when a ${size} body is too large, breaks off or is aborted`, async () => {
      const body = () => chunks(randomBytes(bytes), randomBytes(bytes));
      await assert.rejects(store().put('big', body(), { maxBytes: 2 * bytes - 1 }), ObjectTooLargeError);
      await store().put('fits', body(), { maxBytes: 2 * bytes });
      const broken = (async function* () {
        yield randomBytes(bytes);
        throw new Error('connection lost');
      })();
      await assert.rejects(store().put('broken', broken), /^Error: connection lost$/);
      const controller = new AbortController();
      const aborted = (async function* () {
        yield randomBytes(bytes);
        controller.abort(new Error('client left'));
        yield randomBytes(bytes);
      })();
      await assert.rejects(store().put('aborted', aborted, { signal: controller.signal }), /^Error: client left$/);
      for (const key of ['big', 'broken', 'aborted']) assert.equal(await store().stat(key), undefined, key);
      assert.equal((await store().stat('fits'))?.bytes, 2 * bytes);
      assert.deepEqual(await subject().leftovers(), []);
    });

  it('keeps the old object when a put breaks off', async () => {
    await store().put('kept', chunks(Buffer.from('old')));
    await assert.rejects(store().put('kept', chunks(Buffer.from('newer')), { maxBytes: 4 }), ObjectTooLargeError);
    assert.equal(String(await buffer((await store().get('kept')).body)), 'old');
  });

  it('shows readers the old object or the new one, never a part', async () => {
    const [old, next] = [randomBytes(1000), randomBytes(5000)];
    await store().put('swap', chunks(old));
    const gate = Promise.withResolvers<void>();
    const slow = (async function* () {
      yield next.subarray(0, 2500);
      await gate.promise;
      yield next.subarray(2500);
    })();
    const put = store().put('swap', slow);
    assert.deepEqual(await buffer((await store().get('swap')).body), old);
    gate.resolve();
    await put;
    assert.deepEqual(await buffer((await store().get('swap')).body), next);
  });

  it('allows a reader to stop early', async () => {
    await store().put('long', chunks(randomBytes(8 * MEBIBYTE)));
    const { body } = await store().get('long');
    for await (const _ of body) break;
    assert.ok(body.destroyed);
    assert.ok(await store().stat('long'));
  });

  it('reports a missing object, but deletes it without an error', async () => {
    await assert.rejects(store().get('nothing'), ObjectNotFoundError);
    assert.equal(await store().stat('nothing'), undefined);
    await store().delete('nothing');
    await store().put('something', chunks(randomBytes(1)));
    await store().delete('something');
    assert.equal(await store().stat('something'), undefined);
  });

  it('deletes objects older than a time under one prefix only, even when several processes do so at once', async () => {
    for (const name of ['a', 'b/c', 'd']) await store().put(`old/${name}`, chunks(randomBytes(1)));
    for (const key of ['other/a', 'older/a']) await store().put(key, chunks(randomBytes(1)));
    assert.equal(await store().deleteOlderThan('old', new Date(0)), 0);
    assert.equal(await store().deleteOlderThan('nothing', new Date()), 0);
    const soon = new Date(Date.now() + 5000);
    const deleted = await Promise.all([store().deleteOlderThan('old', soon), store().deleteOlderThan('old', soon)]);
    assert.ok(deleted[0] + deleted[1] >= 3, `${deleted}`);
    for (const name of ['a', 'b/c', 'd']) assert.equal(await store().stat(`old/${name}`), undefined);
    for (const key of ['other/a', 'older/a']) assert.ok(await store().stat(key), key);
  });

  it('can be checked', async () => {
    await store().check();
  });
}
