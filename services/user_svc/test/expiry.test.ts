import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { folderStore, type ObjectStore } from '@triptych/store';
import type { Log } from '@triptych/telemetry';
import { expirePictures } from '../src/expiry.ts';

const HOUR = 3600;

/** A log whose first line can be awaited. */
function firstLine() {
  const { promise, resolve } = Promise.withResolvers<{
    level: string;
    fields: Record<string, unknown>;
    event: string;
  }>();
  const write = (level: string) => (fields: object, event: string) => resolve({ level, fields: { ...fields }, event });
  const log = Object.fromEntries(['debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, write(level)]));
  return { line: promise, log: log as unknown as Log };
}

describe('the expiry of pictures', () => {
  let folder: string;
  let store: ObjectStore;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'user-svc-expiry-'));
    store = folderStore(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function put(key: string, ageSeconds: number) {
    await store.put(
      key,
      (async function* () {
        yield Buffer.from('picture');
      })(),
    );
    const time = Date.now() / 1000 - ageSeconds;
    await utimes(join(folder, key), time, time);
  }

  it('deletes expired sources and results at once, keeps the others, and logs how many', async () => {
    await put('sources/old', 2 * HOUR);
    await put('results/old', 2 * HOUR);
    await put('sources/new', HOUR / 2);
    await put('results/new', HOUR / 2);
    const { line, log } = firstLine();
    const expiry = expirePictures(store, HOUR, log);
    const { level, fields, event } = await line;
    expiry.stop();
    assert.deepEqual([level, event, fields.deleted], ['info', 'pictures expired', 2]);
    for (const [key, isKept] of [
      ['sources/old', false],
      ['results/old', false],
      ['sources/new', true],
      ['results/new', true],
    ] as const) {
      assert.equal((await store.stat(key)) !== undefined, isKept, key);
    }
  });

  it('repeats at intervals until it is stopped', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const looks: string[] = [];
    const counting = { ...store, deleteOlderThan: async (prefix: string) => looks.push(prefix) && 0 };
    const expiry = expirePictures(counting, 24 * HOUR, firstLine().log);
    const sources = () => looks.filter((prefix) => prefix === 'sources').length;
    assert.equal(sources(), 1);
    t.mock.timers.tick(2 * HOUR * 1000);
    assert.equal(sources(), 3);
    expiry.stop();
    t.mock.timers.tick(24 * HOUR * 1000);
    assert.equal(sources(), 3);
  });

  it('survives a store that fails, and logs the reason', async () => {
    const { line, log } = firstLine();
    const broken = { ...store, deleteOlderThan: () => Promise.reject(new Error('disk on fire')) };
    const expiry = expirePictures(broken, HOUR, log);
    const { level, fields } = await line;
    expiry.stop();
    assert.equal(level, 'error');
    assert.match(String(fields.err), /disk on fire/);
  });
});
