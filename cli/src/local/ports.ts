import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Part, portsOf } from './parts/part.ts';
import { offsetArgument, type Stack } from './stack.ts';

export interface TakenPort {
  readonly port: number;
  readonly part: string;
  readonly purpose: string;
  /** The process that listens on the port, where the system shows it. */
  readonly holder?: { pid: number; command: string } | undefined;
}

/** Whether no process listens on the port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The ports of these parts on which another process listens. */
export async function findTaken(parts: readonly Part[], stack: Stack): Promise<TakenPort[]> {
  const wanted = parts.flatMap((part) =>
    Object.entries(portsOf(part, stack)).map(([purpose, port]) => ({ port, part: part.name, purpose })),
  );
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
  return wanted.filter((_, i) => !free[i]).map((taken) => ({ ...taken, holder: holderOf(taken.port) }));
}

/** A message that says which ports are taken, by which process, and what to do. */
export function explainTaken(taken: readonly TakenPort[], stack: Stack): string {
  const lines = taken.map(({ port, part, purpose, holder }) => {
    const by = holder ? `held by process ${holder.pid}: ${holder.command}` : 'held by a process of another user';
    return `  ${port}  ${part} (${purpose})  ${by}`;
  });
  const pids = [...new Set(taken.flatMap(({ holder }) => (holder ? [holder.pid] : [])))];
  const stop = pids.length
    ? `Stop what holds ${taken.length === 1 ? 'it' : 'them'} (kill ${pids.join(' ')})`
    : 'Stop what holds them';
  return [
    `${taken.length === 1 ? 'a port is' : 'ports are'} taken, so nothing was started:`,
    ...lines,
    `${stop}, or use other ports: triptych up --port-offset ${stack.offset + 100}` +
      (offsetArgument(stack) ? '' : ' (100 is added to every port)'),
  ].join('\n');
}

/** The process that listens on a port; only Linux shows it, and only for processes of this user. */
export function holderOf(port: number): TakenPort['holder'] {
  const inodes = new Set<string>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLines(file)) {
      const fields = line.trim().split(/\s+/);
      // 0A is TCP_LISTEN.
      if (fields[3] === '0A' && Number.parseInt(fields[1]?.split(':')[1] ?? '', 16) === port)
        inodes.add(`socket:[${fields[9]}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of list(`/proc/${pid}/fd`)) {
      try {
        if (inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`))) return { pid: Number(pid), command: commandOf(pid) };
      } catch {
        // The file was closed after it was listed.
      }
    }
  }
  return undefined;
}

function commandOf(pid: string): string {
  const command = readLines(`/proc/${pid}/cmdline`).join(' ').replaceAll('\0', ' ').trim();
  return command.length > 100 ? `${command.slice(0, 99)}…` : command;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** A random offset at which every port of the parts is free, below the ports that outgoing connections use. */
export async function freeOffset(parts: readonly Part[], openAt: (offset: number) => Stack): Promise<number> {
  const highest = Math.max(...parts.flatMap((part) => Object.values(part.ports)));
  for (let tries = 0; tries < 100; tries++) {
    const offset = 1000 + Math.floor(Math.random() * (32_000 - highest - 1000));
    if ((await findTaken(parts, openAt(offset))).length === 0) return offset;
  }
  throw new Error('100 random offsets were tried: at each, a port of the parts is taken');
}
