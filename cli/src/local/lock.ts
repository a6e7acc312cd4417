import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isAlive, type ProcessId } from './processes.ts';

export interface Lock {
  release(): void;
}

/** Takes the lock at a path, or returns the process that holds it. A lock whose process has ended is free. */
export function tryLock(path: string): Lock | { holder: ProcessId } {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    for (let tries = 0; ; tries++) {
      try {
        // A link appears together with its content; a new file would be empty until it is written.
        linkSync(mine, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 5) throw error;
      }
      const holder = read(path);
      if (holder && isAlive(holder)) return { holder };
      if (holder) removeStale(path, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function read(path: string): ProcessId | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessId;
  } catch {
    return undefined;
  }
}

function removeStale(path: string, stale: ProcessId): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  // Another process may have taken the lock over in between: then the moved file is its lock, and goes back.
  const moved = read(aside);
  if (moved && moved.pid !== stale.pid && isAlive(moved)) {
    try {
      linkSync(aside, path);
    } catch {
      // A third process has taken the lock.
    }
  }
  rmSync(aside, { force: true });
}
