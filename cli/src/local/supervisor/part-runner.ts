import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { duration } from '@triptych/terminal';
import { type Changes, withChanges } from '../environment.ts';
import type { Part } from '../parts/part.ts';
import { identify, type ProcessId, signal } from '../processes.ts';
import type { Stack } from '../stack.ts';
import type { PartState } from '../view.ts';
import { logPath, openLog, tail } from './logs.ts';

export interface RunnerOptions {
  readonly stack: Stack;
  /** Called at every change of state, and as soon as there is a new process. */
  readonly changed: () => void;
  /** Called with a line for people. */
  readonly note: (text: string) => void;
  readonly backoffMs?: { readonly first: number; readonly most: number; readonly resetAfter: number };
}

interface End {
  readonly how: string;
  readonly lastedMs: number;
  readonly lines: readonly string[];
}

/** Keeps one part running until `stop` is called. */
export class PartRunner {
  readonly part: Part;
  state: PartState = 'waiting';
  detail = '';
  advice: string | undefined;
  since = Date.now();
  process: ProcessId | undefined;
  startedAt: number | undefined;
  firstReadyAt: number | undefined;
  restarts = 0;
  failures = 0;
  readonly #options: RunnerOptions;
  readonly #backoff;
  #stack: Stack;
  #wanted = false;
  #running: Promise<void> = Promise.resolve();
  #wake = new AbortController();

  constructor(part: Part, options: RunnerOptions) {
    this.part = part;
    this.#options = options;
    this.#stack = options.stack;
    this.#backoff = options.backoffMs ?? { first: 500, most: 30_000, resetAfter: 60_000 };
  }

  /** Sets the state of the part, and what it waits for. */
  show(state: PartState, detail = ''): void {
    if (this.state !== state) this.since = Date.now();
    this.state = state;
    this.detail = detail;
    this.#options.changed();
  }

  /** Changes the environment of the stack for this part: for the next start and the automatic restarts after it. */
  change(env: Changes): void {
    if (!this.#wanted) this.#stack = withChanges(this.#options.stack, env);
  }

  /** Starts the part and keeps it running. */
  start(binary = ''): void {
    if (this.#wanted) return;
    this.advice = undefined;
    this.#wanted = true;
    this.#wake = new AbortController();
    this.failures = 0;
    this.#running = this.#running.then(() => this.#keepRunning(binary));
  }

  /** Stops the part; resolves when its processes have ended. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#wake.abort();
    if (this.process) {
      this.show('stopping');
      signal(this.process.pid, this.part.stopSignal ?? 'SIGTERM');
    }
    const { stopSeconds, name } = this.part;
    const timer = setTimeout(() => {
      if (!this.process) return;
      this.kill();
      this.#options.note(`${name} did not stop within ${stopSeconds} s and was killed.`);
    }, stopSeconds * 1000);
    await this.#running;
    clearTimeout(timer);
    if (this.state !== 'stopped') this.show('stopped');
  }

  /** Sends a signal to the process that does the part's work. Rejects when there is none. */
  async signal(name: NodeJS.Signals): Promise<void> {
    if (!this.process) throw new Error(`${this.part.name} does not run`);
    if (this.part.signal) return this.part.signal(this.#stack, name);
    process.kill((await this.part.mainPid?.(this.#stack)) ?? this.process.pid, name);
  }

  /** Kills the part's processes. */
  kill(): void {
    if (this.process) signal(-this.process.pid, 'SIGKILL');
  }

  async #keepRunning(binary: string): Promise<void> {
    while (this.#wanted) {
      let end: End | undefined;
      try {
        end = await this.#runOnce(binary);
      } catch (error) {
        this.#wanted = false;
        const why = (error as Error).message;
        this.show('failed', why.split('\n')[0]);
        this.#options.note(`${this.part.name} cannot start: ${why}`);
        return;
      }
      if (!this.#wanted || !end) break;
      this.failures = end.lastedMs >= this.#backoff.resetAfter ? 1 : this.failures + 1;
      this.restarts++;
      const wait = Math.min(this.#backoff.most, this.#backoff.first * 2 ** (this.failures - 1));
      this.show('restarting', `${end.how}; again in ${duration(wait)}`);
      this.#options.note(
        [
          `${this.part.name} ended after ${duration(end.lastedMs)}: ${end.how}. It starts again in ${duration(wait)}.` +
            (end.lines.length ? ' Its last lines:' : ' It wrote nothing.'),
          ...end.lines.map((line) => `    ${line}`),
        ].join('\n'),
      );
      await sleep(wait, undefined, { signal: this.#wake.signal }).catch(() => undefined);
    }
    this.show('stopped');
  }

  /** Prepares and runs one process to its end; undefined when the part was stopped before there was a process. */
  async #runOnce(binary: string): Promise<End | undefined> {
    const stack = this.#stack;
    this.show('starting');
    await this.part.prepare?.(stack);
    if (!this.#wanted) return undefined;
    const { file, args, env, defaults, cwd = stack.root, uid, gid } = this.part.launch(stack, binary);
    const log = openLog(stack, this.part.name);
    const startedAt = Date.now();
    // A process group of its own: Ctrl-C reaches the supervisor alone, and the group can be killed as a whole.
    // Output goes straight into the file: it needs no supervisor, and survives it.
    const child = spawn(file, args, {
      cwd,
      env: { ...defaults, ...stack.env, ...env },
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, by) => resolve(by ? `signal ${by}` : `exit code ${code}`));
    });
    closeSync(log.fd);
    if (child.pid !== undefined) {
      this.process = identify(child.pid) ?? { pid: child.pid, start: '' };
      this.startedAt = startedAt;
      this.#options.changed();
    }
    const probing = new AbortController();
    void this.#awaitReady(probing.signal);
    const how = await ended;
    probing.abort();
    this.kill();
    await this.part.clean?.(stack);
    this.process = undefined;
    this.startedAt = undefined;
    return { how, lastedMs: Date.now() - startedAt, lines: tail(logPath(stack, this.part.name), 10, log.size) };
  }

  async #awaitReady(ended: AbortSignal): Promise<void> {
    for (let wait = 50; !ended.aborted; wait = Math.min(500, wait * 1.2)) {
      const ready = await this.part.ready(this.#stack).catch(() => false);
      if (ended.aborted || !this.#wanted) return;
      if (ready) {
        if (this.failures > 0) this.#options.note(`${this.part.name} is ready again.`);
        this.firstReadyAt ??= Date.now();
        this.show('ready');
        return;
      }
      await sleep(wait, undefined, { signal: ended }).catch(() => undefined);
    }
  }
}
