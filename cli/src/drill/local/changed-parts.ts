import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUPS, namesIn, type PartName } from '@triptych/parts';
import { UserError } from '../../command.ts';
import { control, ready, running } from '../../local/client.ts';
import { type Lock, tryLock } from '../../local/lock.ts';
import type { Stack } from '../../local/stack.ts';
import { folderOf, removeFolder } from './folder.ts';

/** The parts that drills have changed, in a file: after a drill was killed, the next one restores them. */
export interface ChangedParts {
  add(...parts: readonly PartName[]): void;
}

interface ChangeRecord {
  /** The process that ran the stack: after another one has started it, nothing is changed any more. */
  readonly supervisor: string;
  readonly parts: readonly PartName[];
}

const fileOf = (stack: Stack) => join(folderOf(stack).path, 'changed.json');
const supervisorOf = (stack: Stack) => JSON.stringify(running(stack)?.supervisor);

/** Starts a record of the parts that are changed. */
export function recordChanges(stack: Stack): ChangedParts {
  const parts = new Set<PartName>();
  return {
    add(...names) {
      for (const name of names) parts.add(name);
      mkdirSync(folderOf(stack).path, { recursive: true });
      const record: ChangeRecord = { supervisor: supervisorOf(stack), parts: [...parts] };
      writeFileSync(fileOf(stack), JSON.stringify(record));
    },
  };
}

/** The parts that drills have changed and not restored. */
export function changedParts(stack: Stack): readonly PartName[] {
  try {
    const { supervisor, parts } = JSON.parse(readFileSync(fileOf(stack), 'utf8')) as ChangeRecord;
    return supervisor === supervisorOf(stack) ? parts : [];
  } catch {
    return [];
  }
}

/** Locks a stack for drills, or for restoring it. Throws when another process has it locked. */
export function lockDrills(stack: Stack): Lock {
  const lock = tryLock(join(stack.run, 'drill.lock'));
  if ('holder' in lock) throw new UserError(`process ${lock.holder.pid} has drills on this stack right now`);
  return lock;
}

/** Restarts the parts that drills have changed as the stack would start them, and resolves to them. Needs the lock. */
export async function restore(stack: Stack): Promise<readonly PartName[]> {
  const parts = changedParts(stack);
  // In the order of groups a sender stops before its receiver.
  for (const group of GROUPS) {
    const changed = namesIn(group).filter((name) => parts.includes(name));
    if (changed.length > 0) await control(stack, 'stop', changed);
  }
  if (parts.length > 0) {
    await control(stack, 'start', parts);
    await ready(stack, parts);
  }
  removeFolder(stack);
  return parts;
}

/** Locks the stack, restores it and unlocks it. */
export async function restoreAlone(stack: Stack): Promise<readonly PartName[]> {
  const lock = lockDrills(stack);
  try {
    return await restore(stack);
  } finally {
    lock.release();
  }
}
