import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ProblemError } from '@triptych/contracts';
import { folderStore } from '../src/folder.ts';
import { explain } from '../src/folder-errors.ts';
import { rememberFull } from '../src/full.ts';
import { toStoreProblem } from '../src/problems.ts';
import { type ObjectStore, StoreFullError, StoreUnavailableError } from '../src/store.ts';
import { chunks } from './support/contract.ts';

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'store-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Mounts a file system of 64 KiB; false where that is not allowed. */
function mountSmall(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const errno = (code: string) => Object.assign(new Error(`${code}: no`), { code, syscall: 'write' });

describe('a folder store', () => {
  it('on a full file system says that it is full, and leaves nothing behind', async (t) => {
    const path = await mkdtemp(join(tmpdir(), 'store-'));
    const isMounted = mountSmall(path);
    t.after(async () => {
      if (isMounted) execFileSync('umount', [path]);
      await rm(path, { recursive: true });
    });
    if (!isMounted) return t.skip('needs the right to mount a small file system');
    const store = folderStore(path);
    const put = () => store.put('a', chunks(Buffer.alloc(40_000), Buffer.alloc(40_000)));
    await assert.rejects(put(), (error: Error) => {
      assert.ok(error instanceof StoreFullError);
      assert.match(error.message, /store in .* is full: no space is left/);
      assert.equal((error.cause as NodeJS.ErrnoException).code, 'ENOSPC');
      return true;
    });
    await store.put('b', chunks(Buffer.alloc(40_000)));
  });

  it('that is a file says that it cannot be used', async (t) => {
    const path = join(await folder(t), 'file');
    await writeFile(path, '');
    const store = folderStore(path);
    await assert.rejects(store.put('a', chunks(Buffer.alloc(1))), StoreUnavailableError);
    await assert.rejects(store.check(), /store in .*file cannot be used: E(EXIST|NOTDIR)/);
  });

  it('in a folder that may not be written says that it cannot be used', async (t) => {
    if (process.getuid?.() === 0) return t.skip('root may write everywhere');
    const path = await folder(t);
    chmodSync(path, 0o500);
    await assert.rejects(folderStore(path).put('a', chunks(Buffer.alloc(1))), StoreUnavailableError);
  });

  it('tells a full file system, a quota and a broken disk apart from bugs', () => {
    for (const code of ['ENOSPC', 'EDQUOT']) assert.throws(() => explain(errno(code), '/s'), StoreFullError);
    for (const code of ['EIO', 'EROFS', 'EACCES', 'ESTALE', 'EMFILE'])
      assert.throws(() => explain(errno(code), '/s'), StoreUnavailableError);
    for (const error of [new TypeError('not a function'), Object.assign(new Error('aborted'), { code: 'ECONNRESET' })])
      assert.throws(
        () => explain(error, '/s'),
        (thrown) => thrown === error,
      );
  });
});

describe('a store that was full', () => {
  const full = new StoreFullError('full');
  let hasRoom = false;
  const store = rememberFull({
    async put(key: string) {
      if (!hasRoom) throw full;
      return { key, bytes: 0 };
    },
    async check() {},
  } as Partial<ObjectStore> as ObjectStore);

  it('says so in its check until a put finds room, or until puts may try again', async (t) => {
    const now = t.mock.method(performance, 'now', () => 0);
    await store.check();
    await assert.rejects(store.put('a', chunks()), full);
    await assert.rejects(store.check(), full);
    now.mock.mockImplementation(() => 29_999);
    await assert.rejects(store.check(), full);
    now.mock.mockImplementation(() => 30_000);
    await store.check();
    now.mock.mockImplementation(() => 1000);
    await assert.rejects(store.check(), full);
    hasRoom = true;
    await store.put('a', chunks());
    await store.check();
  });
});

describe('the problem of a store', () => {
  it('is 503 when it is away and 507 when it is full, without its address', () => {
    for (const [error, status, code] of [
      [new StoreUnavailableError('secret address'), 503, 'store_unavailable'],
      [new StoreFullError('secret address'), 507, 'store_full'],
    ] as const) {
      const problem = toStoreProblem(error);
      assert.ok(problem instanceof ProblemError);
      assert.deepEqual([problem.status, problem.code, problem.cause], [status, code, error]);
      assert.ok(!problem.message.includes('secret'));
    }
    const other = new Error('else');
    assert.equal(toStoreProblem(other), other);
  });
});
