import { basename, dirname } from 'node:path';
import type { UserError } from '../command.ts';
import { writeError } from './errors.ts';
import type { Files, Names } from './files.ts';

/** Who has a path: a FILE, by its index, or the output of that FILE. */
export interface Taker {
  readonly as: 'input' | 'output';
  readonly index: number;
}

export interface Paths extends Disposable {
  /** Takes a path for the output of a FILE. Returns who has it, or the error why no file can be made there. */
  take(path: string, index: number): Taker | UserError;
}

/**
 * The paths of one command, compared as the file system does: by device and inode, and by the names that it takes for
 * one. The FILEs have theirs first. `identities` are those of the FILEs, undefined where one cannot be read.
 */
export function openPaths(files: readonly string[], identities: readonly (string | undefined)[], system: Files): Paths {
  const open = new DisposableStack();
  const namesByFolder = new Map<string, Names>();

  const namesIn = (folder: string): Names => {
    const identity = system.identify(folder) ?? folder;
    const known = namesByFolder.get(identity);
    if (known) return known;
    const names = open.use(system.openNames(folder));
    namesByFolder.set(identity, names);
    for (const [index, file] of files.entries()) {
      if (identities[index] === undefined || system.identify(dirname(file)) !== identity) continue;
      names.take<Taker>(basename(file), { as: 'input', index });
    }
    return names;
  };

  const take = (path: string, index: number): Taker => {
    const identity = system.identify(path);
    if (identity !== undefined && identity === identities[index]) return { as: 'input', index };
    const input = identity === undefined ? -1 : identities.indexOf(identity);
    if (input >= 0) return { as: 'input', index: input };
    return namesIn(dirname(path)).take<Taker>(basename(path), { as: 'output', index });
  };

  return {
    take(path, index) {
      try {
        return take(path, index);
      } catch (cause) {
        return writeError(path, cause as NodeJS.ErrnoException);
      }
    },
    [Symbol.dispose]: () => open.dispose(),
  };
}
