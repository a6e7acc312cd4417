import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessId } from '../processes.ts';
import type { Stack } from '../stack.ts';

/** What later commands need to know of a running stack, even when its supervisor was killed. */
export interface State {
  readonly supervisor: ProcessId;
  readonly socket: string;
  /** The processes of its parts, and of a build while one runs. */
  readonly processes: readonly (ProcessId & { readonly name: string })[];
}

const path = (stack: Stack) => join(stack.run, 'state.json');

/** The state that the last supervisor wrote; undefined when it has stopped everything. */
export function readState(stack: Stack): State | undefined {
  try {
    const state = JSON.parse(readFileSync(path(stack), 'utf8')) as Partial<State> | null;
    return state?.supervisor && state.processes ? (state as State) : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the state file atomically. Synchronous, so that the file names a new process before anything else happens. */
export function writeState(stack: Stack, state: State): void {
  mkdirSync(stack.run, { recursive: true, mode: 0o700 });
  const next = `${path(stack)}.next`;
  writeFileSync(next, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(next, path(stack));
}

/** Removes the state file: nothing runs any more. */
export function removeState(stack: Stack): void {
  rmSync(path(stack), { force: true });
}
