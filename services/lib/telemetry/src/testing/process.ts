import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { LogLine } from './capture.ts';

export interface ServiceProcess {
  readonly pid: number | undefined;
  /** All log lines so far. */
  readonly lines: readonly LogLine[];
  /** Resolves to the first line with this message; rejects when the process ends without one. */
  line(message: string): Promise<LogLine>;
  /** Sends SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
  kill(): void;
}

/** Starts Node on `args` as a process of its own that logs to stdout. It gets `env` and no other variable but PATH. */
export function startProcess(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): ServiceProcess {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: LogLine[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid: child.pid,
    lines,
    async line(message) {
      for (;;) {
        const found = lines.find((line) => line.message === message);
        if (found) return found;
        const ended = exited.then((code) => {
          throw new Error(`the process ended with ${code} before it logged "${message}"`);
        });
        await Promise.race([once(output, 'line'), ended]);
      }
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
