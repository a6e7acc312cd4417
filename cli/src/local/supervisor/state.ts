import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessId } from '../processes.ts';
import type { Stack } from '../stack.ts';

/** What has to be known of a running stack by those who come after, even when its supervisor was killed. */
export interface State {
  readonly supervisor: ProcessId;
  readonly socket: string;
  /** The parts it runs, and a build if there is one. */
  readonly processes: readonly (ProcessId & { readonly name: string })[];
}

const path = (stack: Stack) => join(stack.run, 'state.json');

/** The state that the last supervisor left, if there is one. */
export function readState(stack: Stack): State | undefined {
  try {
    return JSON.parse(readFileSync(path(stack), 'utf8')) as State;
  } catch {
    return undefined;
  }
}

/** Replaces the state in one step. Synchronous, so that it is written before anything else can happen to a new process. */
export function writeState(stack: Stack, state: State): void {
  mkdirSync(stack.run, { recursive: true, mode: 0o700 });
  const next = `${path(stack)}.next`;
  writeFileSync(next, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(next, path(stack));
}

/** Forgets the state: nothing runs any more. */
export function removeState(stack: Stack): void {
  rmSync(path(stack), { force: true });
}
