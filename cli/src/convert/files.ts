import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the plan of a conversion asks of the file system. Errors are those of `node:fs`. */
export interface Files {
  /** Names the file that a path leads to, links followed: equal for equal files. Undefined where there is none. */
  identify(path: string): string | undefined;
  /** What an output at this path would replace. */
  kindOf(path: string): 'nothing' | 'file' | 'folder' | 'other';
  /** Finds out which names are one in a folder, and that files can be made there. */
  openNames(folder: string): Names;
}

export interface Names extends Disposable {
  /** Takes a name and returns its first taker. Names that the file system does not distinguish are one name. */
  take<T>(name: string, taker: T): T;
}

/** The file system of this machine. */
export const realFiles: Files = {
  identify(path) {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats && `${stats.dev}:${stats.ino}`;
  },

  kindOf(path) {
    if (!lstatSync(path, { throwIfNoEntry: false })) return 'nothing';
    // A link to nothing is replaced, or kept, as a file is.
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats || stats.isFile()) return 'file';
    return stats.isDirectory() ? 'folder' : 'other';
  },

  openNames(folder) {
    // A new folder inside behaves like the folder: case and Unicode forms matter, or do not, for both.
    const trial = mkdtempSync(join(folder, '.triptych-'));
    const takers: unknown[] = [];
    return {
      take<T>(name: string, taker: T) {
        const path = join(trial, name);
        try {
          writeFileSync(path, String(takers.length), { flag: 'wx' });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
          return takers[Number(readFileSync(path, 'utf8'))] as T;
        }
        takers.push(taker);
        return taker;
      },
      [Symbol.dispose]: () => rmSync(trial, { recursive: true, force: true }),
    };
  },
};
