import { isAlive, type ProcessId, processTable, signal, waitFor } from '../processes.ts';
import type { Stack } from '../stack.ts';
import { readState, removeState } from './state.ts';

/** Processes of a supervisor that is gone: it was killed, and could not stop them. */
export function findLeftovers(stack: Stack): (ProcessId & { name: string })[] {
  const state = readState(stack);
  if (!state || isAlive(state.supervisor)) return [];
  const all = processTable();
  return state.processes.flatMap((one) => {
    const leader = all.find(({ pid }) => pid === one.pid);
    if (leader) return leader.start === one.start ? [one] : [];
    // Of a part whose first process is gone there may be children: a group keeps its number as long as it has members.
    return all.some(({ group }) => group === one.pid) ? [one] : [];
  });
}

/** Stops what a killed supervisor left behind and forgets it; resolves to the names. */
export async function stopLeftovers(stack: Stack, graceMs = 15_000): Promise<string[]> {
  const found = findLeftovers(stack);
  const state = readState(stack);
  // SIGINT to PostgreSQL, whose fast shutdown it is; SIGTERM means "when the last client has gone".
  for (const { name, pid } of found) signal(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  const runs = ({ pid }: ProcessId) => processTable().some((one) => one.pid === pid || one.group === pid);
  await waitFor(() => !found.some((one) => isAlive(one)), graceMs);
  for (const one of found.filter(runs)) signal(-one.pid, 'SIGKILL');
  await waitFor(() => !found.some(runs), 5000);
  if (state && !isAlive(state.supervisor)) removeState(stack);
  return found.map(({ name }) => name);
}
