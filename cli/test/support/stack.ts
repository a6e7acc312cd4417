import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Backends } from '../../src/local/choose-backing.ts';
import { status as ask, control, signalPart, watch } from '../../src/local/client.ts';
import { partsOf } from '../../src/local/parts/index.ts';
import { databaseUrl } from '../../src/local/parts/postgres.ts';
import { freeOffset } from '../../src/local/ports.ts';
import { openStack, repository, type Stack } from '../../src/local/stack.ts';
import type { PartStatus, Status } from '../../src/local/view.ts';

const main = join(repository, 'cli/src/main.ts');

/** A real stack that a test has started, with its own ports and data. */
export interface TestStack extends AsyncDisposable {
  readonly stack: Stack;
  readonly offset: number;
  /** `port('jaeger')` is its main port; `port('jaeger', 'otlp-http')` another. */
  port(part: string, name?: string): number;
  /** `url('user_svc', '/health')`. */
  url(part: string, path?: string): string;
  status(): Promise<Status>;
  part(name: string): Promise<PartStatus>;
  /** Stops parts until `start`. */
  stop(...parts: string[]): Promise<void>;
  /** Starts stopped parts and waits until they are ready. */
  start(...parts: string[]): Promise<void>;
  /**
   * Sends a signal to the main process of a part and waits until it has ended; the supervisor restarts the part.
   * Resolves to the process, and the time of the signal in milliseconds since 1970.
   */
  kill(part: string, signal?: NodeJS.Signals): Promise<{ pid: number; at: number }>;
  /** Sends a signal to the main process of a part, and does not wait. */
  signal(part: string, signal: NodeJS.Signals): Promise<void>;
  /** Waits until parts are ready. */
  ready(...parts: string[]): Promise<void>;
  /** Runs the command on this stack. */
  triptych(...args: string[]): Promise<{ stdout: string; stderr: string }>;
  /** The URL of the queue's database. */
  readonly databaseUrl: string;
  /** Stops everything and removes the data. */
  down(): Promise<void>;
}

/** Starts a stack with `triptych up --detach` and waits until all its parts are ready. */
export async function bringUp(
  options: { only?: readonly string[]; env?: NodeJS.ProcessEnv; backends?: Backends } = {},
): Promise<TestStack> {
  const dir = await mkdtemp(join(tmpdir(), 'triptych-stack-'));
  const env = { ...process.env, ...options.env, TRIPTYCH_DIR: dir };
  const openAt = (offset: number) => openStack(offset, env);
  const offset = await freeOffset(partsOf(openAt(0)), openAt);
  const stack = openAt(offset);

  const triptych = (...args: string[]) => {
    const all = [main, ...args.slice(0, 1), '--port-offset', String(offset), ...args.slice(1)];
    return promisify(execFile)(process.execPath, all, { env, cwd: repository, maxBuffer: 64 * 1024 * 1024 });
  };
  const find = (name: string) => {
    const part = partsOf(stack).find((one) => one.name === name);
    if (!part) throw new Error(`there is no part "${name}"`);
    return part;
  };
  const port = (name: string, which = Object.keys(find(name).ports)[0] ?? '') =>
    (find(name).ports[which] ?? Number.NaN) + offset;
  const status = () => ask(stack);
  const part = async (name: string) => {
    const found = (await status()).parts.find((one) => one.name === name);
    if (!found) throw new Error(`"${name}" is not part of what runs`);
    return found;
  };
  const ready = async (...names: string[]) => {
    for await (const event of watch(stack)) {
      if ('parts' in event && event.parts.every(({ name, state }) => !names.includes(name) || state === 'ready'))
        return;
    }
    throw new Error(`the stack ended before these were ready: ${names.join(', ')}`);
  };
  const down = async () => {
    await triptych('down');
    await rm(dir, { recursive: true, force: true });
  };

  try {
    await triptych(
      'up',
      '--detach',
      '--backends',
      options.backends ?? 'local',
      ...(options.only ? ['--only', options.only.join(',')] : []),
    );
  } catch (error) {
    await triptych('down');
    throw error;
  }
  return {
    stack,
    offset,
    port,
    url: (name, path = '') => `http://127.0.0.1:${port(name)}${path}`,
    status,
    part,
    ready,
    stop: async (...names) => void (await control(stack, 'stop', names)),
    start: async (...names) => {
      await control(stack, 'start', names);
      await ready(...names);
    },
    kill: async (name, signal = 'SIGKILL') => {
      const { pid } = await part(name);
      if (pid === undefined) throw new Error(`${name} does not run`);
      await signalPart(stack, name, signal);
      const killed = { pid, at: Date.now() };
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') return killed;
      // Otherwise `ready` could still see the killed process.
      while ((await part(name)).pid === pid) await sleep(50);
      return killed;
    },
    signal: (name, signal) => signalPart(stack, name, signal),
    triptych,
    get databaseUrl() {
      return databaseUrl(stack);
    },
    down,
    [Symbol.asyncDispose]: down,
  };
}
