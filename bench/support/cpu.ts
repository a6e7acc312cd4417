import { readdirSync, readFileSync } from 'node:fs';

/** CPU in milliseconds since the start of a process. */
export interface Cpu {
  readonly own: number;
  /** Of its child processes, also of those that have ended. */
  readonly children: number;
}

/** The kernel counts in hundredths of a second, so measure for seconds. */
const TICK_MILLIS = 10;
/** Places after the name of the program in /proc/PID/stat, see proc_pid_stat(5). */
const PARENT = 1;
const USER = 11;

/** Reads the CPU of a process and of its children from /proc. Throws when there is no such process. */
export function cpuOf(pid: number): Cpu {
  const [own, ended] = times(stat(pid));
  const running = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOrNothing(Number(name)))
    .filter((fields) => Number(fields[PARENT]) === pid)
    .reduce((sum, fields) => sum + times(fields)[0], 0);
  return { own, children: ended + running };
}

/** CPU of the process, and of its children that have ended. */
function times(fields: readonly string[]): [own: number, ended: number] {
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(USER, USER + 4).map(Number);
  return [(user + system) * TICK_MILLIS, (childUser + childSystem) * TICK_MILLIS];
}

function stat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** A process may end between the listing and the reading. */
function statOrNothing(pid: number): string[] {
  try {
    return stat(pid);
  } catch {
    return [];
  }
}
