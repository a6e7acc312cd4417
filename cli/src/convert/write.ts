import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KeptError, writeError } from './errors.ts';

/**
 * Writes an output: whole, or not at all. What exists at `path` is replaced in one step with `force`, else it is kept
 * and the error is a `KeptError`. Synchronous, so that no signal handler runs between its steps.
 */
export function writeOutput(path: string, bytes: Uint8Array, force: boolean, link = linkSync): void {
  const partial = join(dirname(path), `.triptych-${randomUUID()}.partial`);
  try {
    writeNew(partial, bytes);
    if (force) renameSync(partial, path);
    else publish(partial, path, bytes, link);
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    throw cause.code === 'EEXIST' ? new KeptError(path, { cause }) : writeError(path, cause);
  } finally {
    rmSync(partial, { force: true });
  }
}

// What link(2) answers where a file cannot have two names: exFAT, FAT, some network and FUSE file systems.
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Gives a whole file its final name, unless the name is taken: rename(2) would replace what has it. */
function publish(partial: string, path: string, bytes: Uint8Array, link: typeof linkSync): void {
  try {
    link(partial, path);
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // A disk that is nearly full has no room for both.
    rmSync(partial);
    writeNew(path, bytes);
  }
}

/** Makes a file that did not exist; removes it when it cannot be written whole. */
function writeNew(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'wx');
  try {
    writeFileSync(fd, bytes);
    // Some file systems notice only now that the disk is full.
    fsyncSync(fd);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}
