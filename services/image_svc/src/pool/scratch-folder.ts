import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';

/** The memory that Linux offers as a folder. */
const MEMORY = '/dev/shm';

/**
 * The folder of pictures on their way: `chosen`, else memory, else the folder of temporary files. Throws when `chosen` cannot
 * be written.
 */
export function scratchFolder(chosen?: string): string {
  if (chosen === undefined) return isWritable(MEMORY) ? MEMORY : tmpdir();
  if (isWritable(chosen)) return chosen;
  throw new Error(`the folder ${chosen} cannot be written: create it with write permission, or change SCRATCH_DIR`);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
