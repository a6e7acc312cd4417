import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { explain, isMissing } from './folder-errors.ts';
import { metered } from './meter.ts';
import { assertKey, type ObjectInfo, ObjectNotFoundError, type ObjectStore } from './store.ts';

/** Folder of unfinished puts, which are renamed into place. It is not a valid key, so no object can be in it. */
const PARTIAL = '.partial';

/** A store in a folder, which it creates when missing. Several processes on one machine may share it. */
export function folderStore(root: string): ObjectStore {
  const pathOf = (key: string) => {
    assertKey(key);
    return join(root, key);
  };
  const fail = (error: unknown): never => explain(error, root);

  async function write(path: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(path, 'wx', 0o640).catch(fail);
    try {
      for await (const chunk of body) await file.writeFile(chunk).catch(fail);
      // The bytes reach the disk before the name does, so after a crash an object is whole or absent.
      await file.datasync().catch(fail);
    } catch (error) {
      await file.close().catch(() => {});
      throw error;
    }
    await file.close().catch(fail);
  }

  return {
    async put(key, body, options) {
      const path = pathOf(key);
      const partial = join(root, PARTIAL, randomUUID());
      await mkdir(dirname(partial), { recursive: true }).catch(fail);
      await mkdir(dirname(path), { recursive: true }).catch(fail);
      const meter = metered(key, body, options);
      try {
        await write(partial, meter.body);
        await rename(partial, path).catch(fail);
      } catch (error) {
        // The first error is the one to report, not that of the clean-up.
        await rm(partial, { force: true }).catch(() => {});
        throw error;
      }
      return { key, bytes: meter.bytes };
    },

    async get(key, range) {
      const file = await open(pathOf(key)).catch((error) => {
        throw isMissing(error) ? new ObjectNotFoundError(key, { cause: error }) : fail(error);
      });
      const info = infoOf(key, await file.stat().catch(fail));
      if (range && range.start >= info.bytes) {
        await file.close();
        throw new RangeError(`object ${key} has ${info.bytes} bytes: none from ${range.start} on`);
      }
      return { ...info, body: file.createReadStream(range) };
    },

    async stat(key) {
      try {
        return infoOf(key, await stat(pathOf(key)));
      } catch (error) {
        return isMissing(error) ? undefined : fail(error);
      }
    },

    async delete(key) {
      await rm(pathOf(key), { force: true }).catch(fail);
    },

    async deleteOlderThan(prefix, time) {
      const folder = pathOf(prefix);
      const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error) => {
        return isMissing(error) ? [] : fail(error);
      });
      let deleted = 0;
      for (const entry of entries) {
        const path = join(entry.parentPath, entry.name);
        if (!entry.isFile() || !(await isOlder(path, time).catch(fail))) continue;
        await rm(path, { force: true }).catch(fail);
        deleted += 1;
      }
      return deleted;
    },

    async check() {
      await mkdir(root, { recursive: true }).catch(fail);
      await access(root, constants.R_OK | constants.W_OK).catch(fail);
    },
  };
}

async function isOlder(path: string, time: Date): Promise<boolean> {
  try {
    return (await stat(path)).mtime < time;
  } catch (error) {
    // Another process deleted it first.
    if (isMissing(error)) return false;
    throw error;
  }
}

function infoOf(key: string, { size, mtime }: { size: number; mtime: Date }): ObjectInfo {
  return { key, bytes: size, modifiedAt: mtime };
}
