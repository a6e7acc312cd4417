import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../command.ts';
import type { Stack } from './stack.ts';

/** The file in a stack's folder that names the folders beside it which Triptych made. */
const MARKER = 'made-by-triptych.json';
const FOLDERS = ['data', 'logs', 'run'];

/** Throws when the stack's folder holds files that Triptych did not make; nothing is written. */
export function checkFolder(stack: Stack): void {
  const found = foreignEntries(stack);
  if (found.length === 0) return;
  const names = found.length > 5 ? [...found.slice(0, 5), '…'] : found;
  throw new UserError(
    `${stack.dir} contains files that Triptych did not make: ${names.join(', ')}; set TRIPTYCH_DIR to a new or empty folder. ` +
      `If an earlier version of Triptych made this folder, run: echo '${JSON.stringify(FOLDERS)}' > '${markerOf(stack.dir)}'`,
  );
}

/** Marks the stack's folder as made by Triptych. Throws as `checkFolder` does. */
export function claimFolder(stack: Stack): void {
  checkFolder(stack);
  mkdirSync(stack.dir, { recursive: true });
  writeMarker(stack, FOLDERS);
}

/** Removes the stack's data; false when there is none. Throws when Triptych did not make the data. */
export function wipeData(stack: Stack): boolean {
  const exists = existsSync(stack.data);
  const made = madeIn(stack);
  if (exists && !made.includes('data')) {
    throw new UserError(
      `${stack.data} was not made by Triptych, or by an earlier version of it; nothing is removed. ` +
        'Look into it, and remove it yourself when you do not need it',
    );
  }
  rmSync(stack.data, { recursive: true, force: true });
  // What appears there from now on is somebody else's, until the next start.
  if (existsSync(markerOf(stack.dir))) {
    writeMarker(
      stack,
      made.filter((name) => name !== 'data'),
    );
  }
  return exists;
}

/** The entries of the stack's folder that `up` would write into, or beside, without having made them. */
function foreignEntries(stack: Stack): string[] {
  const made = madeIn(stack);
  if (existsSync(markerOf(stack.dir)) || made.length > 0) {
    return FOLDERS.filter((name) => !made.includes(name) && entriesOf(join(stack.dir, name)).length > 0);
  }
  // The folders of other port offsets have markers of their own.
  return entriesOf(stack.dir).filter(
    (name) => !(/^offset-\d+$/.test(name) && existsSync(markerOf(join(stack.dir, name)))),
  );
}

/** The names of the folders that Triptych made here: all of them in `.triptych`, which has belonged to it ever since. */
function madeIn({ dir, env }: Stack): readonly string[] {
  try {
    const names = JSON.parse(readFileSync(markerOf(dir), 'utf8')) as unknown;
    return Array.isArray(names) ? names : [];
  } catch {
    return env.TRIPTYCH_DIR || existsSync(markerOf(dir)) ? [] : FOLDERS;
  }
}

const markerOf = (dir: string) => join(dir, MARKER);

function entriesOf(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir).sort() : [];
}

/** Replaces the marker atomically: half a marker would vouch for nothing. */
function writeMarker({ dir }: Stack, made: readonly string[]): void {
  const next = `${markerOf(dir)}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(made)}\n`);
  renameSync(next, markerOf(dir));
}
