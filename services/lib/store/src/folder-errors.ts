import { StoreFullError, StoreUnavailableError } from './store.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** True when the file, or a folder in its path, does not exist. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Throws an error of the file system as an error of the store in `root`; throws other errors unchanged. */
export function explain(error: unknown, root: string): never {
  const { code = '', syscall, message } = error as NodeJS.ErrnoException;
  if (!syscall) throw error;
  if (FULL.has(code)) {
    const what = code === 'EDQUOT' ? 'the disk quota is used up' : 'no space is left';
    throw new StoreFullError(`the store in ${root} is full: ${what}. Delete files or make it larger`, { cause: error });
  }
  throw new StoreUnavailableError(`the store in ${root} cannot be used: ${message}`, { cause: error });
}
