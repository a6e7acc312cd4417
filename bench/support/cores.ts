import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The server has the first core for itself; the load, and whatever receives telemetry, share the second. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/** Whether programs can be pinned: taskset is there, and there are two cores. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** The words of a command that runs on this core alone; on any core where programs cannot be pinned. */
export function pinned(core: number, command: readonly string[]): string[] {
  return canPin ? ['taskset', '-c', String(core), ...command] : [...command];
}
