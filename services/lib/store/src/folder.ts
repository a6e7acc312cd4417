import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

  return {
    async put(key, body, options) {
      const path = pathOf(key);
      const partial = join(root, PARTIAL, randomUUID());
      await mkdir(dirname(partial), { recursive: true });
      await mkdir(dirname(path), { recursive: true });
      const meter = metered(key, body, options);
      try {
        const file = await open(partial, 'wx', 0o640);
        try {
          for await (const chunk of meter.body) await file.writeFile(chunk);
          // The bytes reach the disk before the name does, so after a crash an object is whole or absent.
          await file.datasync();
        } finally {
          await file.close();
        }
        await rename(partial, path);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
      return { key, bytes: meter.bytes };
    },

    async get(key, range) {
      const file = await open(pathOf(key)).catch((error) => {
        throw isMissing(error) ? new ObjectNotFoundError(key, { cause: error }) : error;
      });
      const info = infoOf(key, await file.stat());
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
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async delete(key) {
      await rm(pathOf(key), { force: true });
    },

    async deleteOlderThan(prefix, time) {
      const folder = pathOf(prefix);
      const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error) => {
        if (isMissing(error)) return [];
        throw error;
      });
      let deleted = 0;
      for (const entry of entries) {
        const path = join(entry.parentPath, entry.name);
        if (!entry.isFile() || !(await isOlder(path, time))) continue;
        await rm(path, { force: true });
        deleted += 1;
      }
      return deleted;
    },

    async check() {
      await mkdir(root, { recursive: true });
      await access(root, constants.R_OK | constants.W_OK);
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

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
