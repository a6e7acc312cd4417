import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../command.ts';
import { control, ready, running } from '../../local/client.ts';
import { type Lock, tryLock } from '../../local/lock.ts';
import type { Stack } from '../../local/stack.ts';
import { folderOf, removeFolder } from './folder.ts';

/** The parts that drills have changed, on disk: whoever comes after a drill that was killed puts them right. */
export interface Changed {
  add(...parts: string[]): void;
}

interface Record {
  /** Another supervisor has started everything anew. */
  readonly supervisor: string;
  readonly parts: readonly string[];
}

const fileOf = (stack: Stack) => join(folderOf(stack).path, 'changed.json');
const supervisorOf = (stack: Stack) => JSON.stringify(running(stack)?.supervisor);

/** Begins to write down what is changed. */
export function recordChanges(stack: Stack): Changed {
  const parts = new Set<string>();
  return {
    add(...names) {
      for (const name of names) parts.add(name);
      mkdirSync(folderOf(stack).path, { recursive: true });
      const record: Record = { supervisor: supervisorOf(stack), parts: [...parts] };
      writeFileSync(fileOf(stack), JSON.stringify(record));
    },
  };
}

/** The parts that drills have changed and not put right. */
export function changedParts(stack: Stack): readonly string[] {
  try {
    const { supervisor, parts } = JSON.parse(readFileSync(fileOf(stack), 'utf8')) as Record;
    return supervisor === supervisorOf(stack) ? parts : [];
  } catch {
    return [];
  }
}

/** In this order they stop: who sends, before who is sent to. */
const ORDER = [['user_svc', 'job_svc', 'image_svc'], ['otelcol'], ['prometheus', 'alertmanager', 'jaeger', 'loki']];

/** For one at a time who has drills on a stack, or puts right what they have left. */
export function lockDrills(stack: Stack): Lock {
  const lock = tryLock(join(stack.run, 'drill.lock'));
  if ('holder' in lock) throw new UserError(`process ${lock.holder.pid} has drills on this stack right now`);
  return lock;
}

/** Starts what drills have changed as the stack would; resolves to which that was. The lock is the caller's to hold. */
export async function restore(stack: Stack): Promise<readonly string[]> {
  const parts = changedParts(stack);
  for (const some of [...ORDER, parts]) {
    const stopped = some.filter((name) => parts.includes(name));
    if (stopped.length > 0) await control(stack, 'stop', stopped);
  }
  if (parts.length > 0) {
    await control(stack, 'start', parts);
    await ready(stack, parts);
  }
  removeFolder(stack);
  return parts;
}

/** The same for those who have no drill of their own. */
export async function restoreAlone(stack: Stack): Promise<readonly string[]> {
  const lock = lockDrills(stack);
  try {
    return await restore(stack);
  } finally {
    lock.release();
  }
}
