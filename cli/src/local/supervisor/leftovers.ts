import { isAlive, type ProcessId, processTable, signal, waitFor } from '../processes.ts';
import type { Stack } from '../stack.ts';
import { readState, removeState } from './state.ts';

/** The processes that a killed supervisor left running. */
export function findLeftovers(stack: Stack): (ProcessId & { name: string })[] {
  const state = readState(stack);
  if (!state || isAlive(state.supervisor)) return [];
  const all = processTable();
  return state.processes.flatMap((one) => {
    const leader = all.find(({ pid }) => pid === one.pid);
    if (leader) return leader.start === one.start ? [one] : [];
    // A part whose first process has ended may have children: a group keeps its number as long as it has members.
    return all.some(({ group }) => group === one.pid) ? [one] : [];
  });
}

/** Stops the processes that a killed supervisor left running; resolves to their names. */
export async function stopLeftovers(stack: Stack, graceMs = 15_000): Promise<string[]> {
  const found = findLeftovers(stack);
  const state = readState(stack);
  // PostgreSQL shuts down fast on SIGINT; on SIGTERM it waits for its last client.
  for (const { name, pid } of found) signal(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  const runs = ({ pid }: ProcessId) => processTable().some((one) => one.pid === pid || one.group === pid);
  await waitFor(() => !found.some((one) => isAlive(one)), graceMs);
  for (const one of found.filter(runs)) signal(-one.pid, 'SIGKILL');
  await waitFor(() => !found.some(runs), 5000);
  if (state && !isAlive(state.supervisor)) removeState(stack);
  return found.map(({ name }) => name);
}
