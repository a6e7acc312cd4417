import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { storeSettings } from '../src/open.ts';

/** Modules that are loaded for the store that `env` names. */
async function loadedFor(env: Record<string, string>): Promise<string[]> {
  const script = join(import.meta.dirname, 'support/loaded.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { PATH: process.env.PATH, ...env } });
  return JSON.parse(stdout);
}

describe('opening a store', () => {
  it('loads no module of S3 for a folder', async () => {
    const loaded = await loadedFor({ STORE_DIR: '/nowhere' });
    assert.ok(loaded.some((url) => url.endsWith('/src/folder.ts')));
    assert.deepEqual(
      loaded.filter((url) => /aws|smithy|s3/.test(url)),
      [],
    );
  });

  it('loads the client for a bucket, without sending a request', async () => {
    const loaded = await loadedFor({ STORE_DIR: '/nowhere', STORE_S3_BUCKET: 'pictures' });
    assert.ok(loaded.some((url) => url.endsWith('/src/s3.ts')));
  });

  it('accepts valid names of buckets, and valid prefixes of keys', () => {
    const fits = (settings: object) => Value.Check(Type.Object(storeSettings), { STORE_DIR: 'x', ...settings });
    assert.ok(fits({}));
    assert.ok(fits({ STORE_S3_BUCKET: 'triptych-pictures', STORE_S3_PREFIX: 'a/b' }));
    for (const bucket of ['ab', 'Upper', '-a-b', 'a_b', 'a/b']) assert.ok(!fits({ STORE_S3_BUCKET: bucket }), bucket);
    for (const prefix of ['/a', 'a/', '../a', '.a']) assert.ok(!fits({ STORE_S3_PREFIX: prefix }), prefix);
  });
});
