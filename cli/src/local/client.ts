import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { UserError } from '../command.ts';
import type { Changes } from './environment.ts';
import { isAlive, signal, waitFor } from './processes.ts';
import { offsetArgument, type Stack } from './stack.ts';
import type { ControlRequest } from './supervisor/control.ts';
import { findLeftovers, stopLeftovers } from './supervisor/leftovers.ts';
import { readState, type State } from './supervisor/state.ts';
import { explainTrouble, type PartView, type StackEvent, type Status, trouble } from './view.ts';

/** The state of the supervisor that runs this stack; undefined when none does. */
export function running(stack: Stack): State | undefined {
  const state = readState(stack);
  return state && isAlive(state.supervisor) ? state : undefined;
}

/** The status of a stack and of each of its parts. */
export async function status(stack: Stack): Promise<Status> {
  const state = running(stack);
  if (state) for await (const answer of ask<Status>(state, { ask: 'status' })) return answer;
  return { running: false, healthy: false, offset: stack.offset, dir: stack.dir, parts: [] };
}

/** The events of a running stack until it stops; the first one is its present state. */
export function watch(stack: Stack): AsyncIterable<StackEvent> {
  return ask(required(stack), { ask: 'watch' });
}

/** Stops parts, or starts them again with changes to their environment; resolves to the state of all parts. */
export async function control(
  stack: Stack,
  what: 'stop' | 'start',
  parts: readonly string[],
  env: Changes = {},
): Promise<readonly PartView[]> {
  return askForParts(stack, what === 'start' ? { ask: what, parts, env } : { ask: what, parts });
}

/** Sends a signal to the main process of a part. Rejects when it does not run. */
export async function signalPart(stack: Stack, part: string, signal: NodeJS.Signals): Promise<void> {
  await askForParts(stack, { ask: 'signal', parts: [part], signal });
}

async function askForParts(stack: Stack, request: ControlRequest): Promise<readonly PartView[]> {
  for await (const answer of ask<{ parts: PartView[] }>(required(stack), request)) return answer.parts;
  throw new UserError('the supervisor ended before it answered');
}

/** Waits until parts are ready; rejects when one is in trouble. */
export async function ready(stack: Stack, parts: readonly string[], signal?: AbortSignal): Promise<void> {
  for await (const event of watch(stack)) {
    signal?.throwIfAborted();
    if (!('parts' in event)) continue;
    const named = event.parts.filter(({ name }) => parts.includes(name));
    if (named.every(({ state }) => state === 'ready')) return;
    const bad = named.find((part) => trouble(part));
    if (bad) throw new UserError(`${bad.name}: ${explainTrouble(bad)}`);
  }
  throw new UserError(`the stack was stopped before these parts were ready: ${parts.join(', ')}`);
}

/** Stops the stack, even when its supervisor hangs or was killed; resolves to the names of leftover processes that it stopped. */
export async function stopStack(stack: Stack, seen: (event: StackEvent) => void): Promise<string[]> {
  const state = running(stack);
  if (state) {
    try {
      for await (const event of ask<StackEvent>(state, { ask: 'down' })) seen(event);
    } catch {
      // A supervisor that does not answer may still react to a signal.
      signal(state.supervisor.pid, 'SIGTERM');
    }
    if (!(await waitFor(() => !isAlive(state.supervisor), 60_000))) signal(state.supervisor.pid, 'SIGKILL');
    await waitFor(() => !isAlive(state.supervisor), 5000);
  }
  return findLeftovers(stack).length ? stopLeftovers(stack) : [];
}

function required(stack: Stack): State {
  const state = running(stack);
  if (!state) throw new UserError(`no stack runs here; "triptych up${offsetArgument(stack)}" starts it`);
  return state;
}

async function* ask<T>(state: State, request: ControlRequest): AsyncGenerator<T> {
  const socket = connect(state.socket);
  socket.write(`${JSON.stringify(request)}\n`);
  try {
    for await (const line of createInterface({ input: socket })) {
      const answer = JSON.parse(line) as { error?: string };
      if (answer.error) throw new UserError(answer.error);
      yield answer as T;
    }
  } finally {
    socket.destroy();
  }
}
