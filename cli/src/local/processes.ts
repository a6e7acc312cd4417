import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Identifies a process: a later process with the same number has another start. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, as the system writes it. */
  readonly start: string;
}

export interface ProcessInfo extends ProcessId {
  readonly parent: number;
  readonly group: number;
  readonly rssBytes: number;
}

/** Every process of this machine, without zombies. */
export function processTable(): ProcessInfo[] {
  if (process.platform !== 'linux') return fromPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => fromProc(Number(name)))
    .filter((info) => info !== undefined);
}

function fromProc(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in brackets and may itself contain spaces and brackets; proc_pid_stat(5) numbers from 1.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const rss = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return {
      pid,
      parent: Number(fields[1]),
      group: Number(fields[2]),
      start: fields[19] ?? '',
      rssBytes: Number(rss?.[1] ?? 0) * 1024,
    };
  } catch {
    return undefined;
  }
}

function fromPs(): ProcessInfo[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,rss=,stat=,lstart='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [pid, parent, group, rss, stat, ...start] = line.trim().split(/\s+/);
    if (!pid || stat?.startsWith('Z')) return [];
    const rssBytes = Number(rss) * 1024;
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), start: start.join(' '), rssBytes }];
  });
}

/** The identity of the process with this number; undefined when there is none. */
export function identify(pid: number): ProcessId | undefined {
  const info = process.platform === 'linux' ? fromProc(pid) : fromPs().find((one) => one.pid === pid);
  return info && { pid, start: info.start };
}

/** Whether this process, not a later one with its number, still runs. */
export function isAlive(id: ProcessId): boolean {
  return identify(id.pid)?.start === id.start;
}

/** Resident memory of a process alone, and of the process with its descendants; bytes. */
export function memoryOf(pid: number, all = processTable()): { main: number; tree: number } {
  const main = all.find((one) => one.pid === pid)?.rssBytes ?? 0;
  const below = (parent: number): number =>
    all.filter((one) => one.parent === parent).reduce((sum, one) => sum + one.rssBytes + below(one.pid), 0);
  return { main, tree: main + below(pid) };
}

/** Sends a signal to a process, or to a process group when the number is negative; false when there is none. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Waits until the condition is true; resolves to false when the time is over first. */
export async function waitFor(condition: () => boolean, ms: number, everyMs = 50): Promise<boolean> {
  for (const end = Date.now() + ms; !condition(); ) {
    if (Date.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return true;
}
