import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const ERROR_LINES = 15;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Text for its stdin, which is empty by default. */
  readonly input?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** The program is killed with SIGKILL after this time. */
  readonly timeoutMs?: number;
  /** Ends the program and all its children: `abortSignal` first, SIGKILL 2 s later. */
  readonly signal?: AbortSignal;
  /** SIGTERM by default. */
  readonly abortSignal?: NodeJS.Signals;
  /** Called with the number of the process, which is that of its process group, too. */
  readonly started?: (pid: number) => void;
  /** Called with each line as it is written. */
  readonly line?: (text: string, stream: 'stdout' | 'stderr') => void;
}

/** What a program wrote. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** A program could not be started, or did not end with exit code 0. */
export class ProgramError extends Error {
  readonly program: string;
  /** The system has no such program. */
  readonly isMissing: boolean;
  /** `exit code 1`, `signal SIGKILL`, `no end within 5 s`, or why the program did not start. */
  readonly reason: string;
  /** What it wrote to stdout and stderr, line by line. */
  readonly lines: readonly string[];

  constructor(program: string, args: readonly string[], reason: string, lines: readonly string[], cause?: unknown) {
    const last = lines.slice(-ERROR_LINES).map((line) => `\n    ${line}`);
    super(`"${[program, ...args].join(' ')}" failed: ${reason}${last.join('')}`, { cause });
    this.program = program;
    this.isMissing = (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
    this.reason = reason;
    this.lines = lines;
  }
}

/**
 * Runs a program to its end and resolves to what it wrote. Rejects with a ProgramError, or with the reason of `signal`
 * once the program has ended.
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const { cwd, env, uid, gid, input, timeoutMs, signal } = options;
  signal?.throwIfAborted();
  // A process group of its own, so that its children end with it.
  const child = spawn(program, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const kill = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The group has ended.
    }
  };
  if (child.pid !== undefined) options.started?.(child.pid);
  // A program may end without reading its input.
  child.stdin.on('error', () => {}).end(input);

  const output = { stdout: '', stderr: '' };
  const lines: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
    createInterface({ input: child[stream] }).on('line', (text) => {
      lines.push(text);
      options.line?.(text, stream);
    });
  }

  let timedOut = false;
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          kill('SIGKILL');
        }, timeoutMs);
  let patience: NodeJS.Timeout | undefined;
  const abort = () => {
    kill(options.abortSignal ?? 'SIGTERM');
    patience = setTimeout(() => kill('SIGKILL'), 2000).unref();
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const failure = await new Promise<{ reason: string; cause?: Error } | undefined>((resolve) => {
      child.once('error', (cause) => resolve({ reason: cause.message, cause }));
      child.once('close', (code, by) => {
        if (timedOut) resolve({ reason: `no end within ${(timeoutMs ?? 0) / 1000} s` });
        else resolve(code === 0 ? undefined : { reason: by ? `signal ${by}` : `exit code ${code}` });
      });
    });
    signal?.throwIfAborted();
    if (failure) throw new ProgramError(program, args, failure.reason, lines, failure.cause);
  } finally {
    clearTimeout(timer);
    clearTimeout(patience);
    signal?.removeEventListener('abort', abort);
  }
  return output;
}
