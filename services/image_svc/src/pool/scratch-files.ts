import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface ScratchFile {
  readonly descriptor: number;
  /** Where a child process finds the file. */
  readonly path: string;
  /** Its name; undefined when it has none. */
  readonly name: string | undefined;
}

/** As many files are kept for use again, and only those that never held more bytes. */
export const SPARE_FILES = 8;
const SPARE_BYTES = 1024 * 1024;

/**
 * The files of the pictures on their way.
 *
 * On Linux a file loses its name at once, and a converter opens the descriptor of this process. So the system frees the file
 * however this process ends. Elsewhere it has a name until it is closed.
 *
 * A file is used again, with the memory that it has: otherwise the system finds and clears memory for each picture.
 */
export class ScratchFiles {
  readonly #folder: string;
  readonly #spare: ScratchFile[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file with any content. */
  take(): ScratchFile {
    const spare = this.#spare.pop();
    if (spare) return spare;
    const name = join(this.#folder, `triptych-picture-${randomUUID()}`);
    const descriptor = openSync(name, 'wx+', 0o600);
    if (process.platform !== 'linux') return { descriptor, path: name, name };
    unlinkSync(name);
    return { descriptor, path: `/proc/${process.pid}/fd/${descriptor}`, name: undefined };
  }

  /** Takes back a file that nobody uses any more, and that held `bytes` at most. */
  giveBack(file: ScratchFile, bytes: number): void {
    if (bytes <= SPARE_BYTES && this.#spare.length < SPARE_FILES) this.#spare.push(file);
    else this.discard(file);
  }

  /** Closes a file that a converter may still use. */
  discard({ descriptor, name }: ScratchFile): void {
    closeSync(descriptor);
    if (name !== undefined) unlinkSync(name);
  }

  /** Closes the files that are kept. */
  close(): void {
    for (const file of this.#spare.splice(0)) this.discard(file);
  }
}
