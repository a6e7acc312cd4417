import { EventEmitter } from 'node:events';
import { GROUPS } from '@triptych/parts';
import { NoGoError } from '../build/no-go.ts';
import type { Changes } from '../environment.ts';
import { type Part, portsOf } from '../parts/part.ts';
import { identify, memoryOf, type ProcessId, processTable } from '../processes.ts';
import type { Stack } from '../stack.ts';
import type { PartState, PartStatus, PartView, StackEvent, Status } from '../view.ts';
import { capLog, logPath } from './logs.ts';
import { PartRunner, type RunnerOptions } from './part-runner.ts';
import { removeState, writeState } from './state.ts';

/** Finds and makes the binaries, or images, of parts. */
export interface Binaries {
  /** The path of the part's binary; undefined when it has to be made. */
  find(part: Part): string | undefined;
  /** Builds the binary, or pulls the image, and reports progress. */
  make(part: Part, progress: BuildProgress): Promise<string>;
}

export interface BuildProgress {
  readonly signal: AbortSignal;
  show(state: PartState, detail: string): void;
  /** The process that builds or pulls now: a later command can stop it when the supervisor was killed. */
  working(on: ProcessId | undefined): void;
}

export interface SupervisorOptions {
  readonly stack: Stack;
  readonly parts: readonly Part[];
  readonly binaries: Binaries;
  readonly socket: string;
  readonly backoffMs?: RunnerOptions['backoffMs'];
}

/** Starts each part as soon as possible, keeps it running, and stops all parts in order. */
export class Supervisor extends EventEmitter<{ event: [StackEvent] }> {
  readonly stack: Stack;
  readonly #runners: readonly PartRunner[];
  readonly #binaries: Binaries;
  readonly #socket: string;
  readonly #self = identify(process.pid) ?? { pid: process.pid, start: '' };
  readonly #startedAt = Date.now();
  readonly #stopping = new AbortController();
  readonly #housekeeping = setInterval(() => this.#capLogs(), 30_000);
  #building: Promise<void> = Promise.resolve();
  #worker: ProcessId | undefined;
  #written = '';
  #stopped: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    super();
    this.setMaxListeners(0);
    this.stack = options.stack;
    this.#binaries = options.binaries;
    this.#socket = options.socket;
    const { stack, backoffMs } = options;
    const note = (text: string) => this.emit('event', { note: text });
    const changed = () => this.#changed();
    this.#runners = options.parts.map(
      (part) => new PartRunner(part, { stack, changed, note, ...(backoffMs && { backoffMs }) }),
    );
  }

  /** Starts every part; a part without a binary follows when its binary is built. */
  start(): void {
    this.#writeState();
    for (const runner of this.#runners) this.#begin(runner);
  }

  /** Starts parts that are stopped or have failed; `env` changes their environment until the next call. */
  startParts(names: readonly string[], env: Changes = {}): void {
    for (const runner of this.#named(names)) {
      runner.change(env);
      this.#begin(runner, false);
    }
  }

  /** Stops parts until `startParts` starts them again. */
  async stopParts(names: readonly string[]): Promise<void> {
    await Promise.all(this.#named(names).map((runner) => runner.stop()));
  }

  /** Sends a signal to parts, for a test of what follows. Rejects for a part that does not run. */
  async signalParts(names: readonly string[], signal: NodeJS.Signals): Promise<void> {
    await Promise.all(this.#named(names).map((runner) => runner.signal(signal)));
  }

  /** Stops all parts, senders before their receivers; resolves when nothing runs. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** Kills all parts at once. */
  kill(): void {
    this.#stopping.abort();
    for (const runner of this.#runners) runner.kill();
  }

  /** The state of each part. */
  view(): PartView[] {
    return this.#runners.map((runner) => this.#viewOf(runner));
  }

  /** The status of each part now: memory, and whether the part answers. */
  async status(): Promise<Status> {
    const all = processTable();
    const parts = await Promise.all(this.#runners.map((runner) => this.#statusOf(runner, all)));
    const { offset, dir } = this.stack;
    const healthy = parts.every((part) => part.healthy);
    return { running: true, healthy, offset, dir, supervisor: this.#self.pid, parts };
  }

  #viewOf({ part, state, detail, advice, since, failures, firstReadyAt }: PartRunner): PartView {
    const [port] = Object.values(portsOf(part, this.stack));
    const readyAfterMs = firstReadyAt && firstReadyAt - this.#startedAt;
    const url = part.page && port ? `http://localhost:${port}${part.page}` : undefined;
    const { name, image } = part;
    return { name, image, state, detail, advice, since, failures, readyAfterMs, url };
  }

  async #statusOf(runner: PartRunner, all: ReturnType<typeof processTable>): Promise<PartStatus> {
    const { part, startedAt, restarts, process } = runner;
    const pid = process && ((await part.mainPid?.(this.stack)) ?? process.pid);
    const memory = pid === undefined ? undefined : memoryOf(pid, all);
    return {
      ...this.#viewOf(runner),
      group: part.group,
      ports: portsOf(part, this.stack),
      healthy: pid !== undefined && (await part.ready(this.stack).catch(() => false)),
      pid,
      uptimeSeconds: startedAt === undefined ? undefined : Math.round((Date.now() - startedAt) / 1000),
      restarts,
      rssMainBytes: memory?.main,
      rssBytes: memory?.tree,
      log: logPath(this.stack, part.name),
    };
  }

  #begin(runner: PartRunner, inOrder = true): void {
    const { part } = runner;
    const first = inOrder && this.#runners.find((other) => other.part.name === part.after);
    if (first && first.state !== 'ready') {
      runner.show('waiting', `for ${first.part.name}`);
      return;
    }
    try {
      const binary = part.tool || part.image ? this.#binaries.find(part) : '';
      if (binary === undefined) this.#queue(runner);
      else runner.start(binary);
    } catch (error) {
      this.#fail(runner, error as Error);
    }
  }

  #queue(runner: PartRunner): void {
    runner.show('waiting', `for its turn to be ${runner.part.image ? 'pulled' : 'built'}`);
    // One at a time: each build uses every core, and the first finished part is useful first.
    this.#building = this.#building.then(() => this.#build(runner));
  }

  async #build(runner: PartRunner): Promise<void> {
    const { signal } = this.#stopping;
    const is = (state: PartState) => runner.state === state;
    if (signal.aborted || !is('waiting')) return;
    const show = (state: PartState, detail: string) => runner.show(state, detail);
    const working = (on: ProcessId | undefined) => {
      this.#worker = on;
      this.#writeState();
    };
    try {
      const binary = await this.#binaries.make(runner.part, { signal, show, working });
      // The user may have stopped the part during the build.
      if (!signal.aborted && !is('stopped')) runner.start(binary);
    } catch (error) {
      if (!signal.aborted) this.#fail(runner, error as Error);
    } finally {
      working(undefined);
    }
  }

  #fail(runner: PartRunner, error: Error): void {
    // Every part that has to be built fails so: the summary has the advice, once.
    if (error instanceof NoGoError) {
      runner.advice = error.advice;
      runner.show('failed', 'needs Go or a container engine');
      return;
    }
    runner.show('failed', error.message.split('\n')[0]);
    this.emit('event', { note: `${runner.part.name} cannot start: ${error.message}` });
  }

  async #stopAll(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#housekeeping);
    await this.#building;
    for (const group of GROUPS) {
      const runners = this.#runners.filter(({ part }) => part.group === group);
      // Services stop in the order in which a request passes through them, the reverse of their start; the parts of
      // another group stop at the same time.
      if (group === 'service') for (const runner of runners.reverse()) await runner.stop();
      else await Promise.all(runners.map((runner) => runner.stop()));
    }
    removeState(this.stack);
  }

  #changed(): void {
    this.#writeState();
    this.emit('event', { parts: this.view() });
    for (const runner of this.#runners) {
      const first = this.#runners.find(({ part }) => part.name === runner.part.after);
      if (runner.state === 'waiting' && first?.state === 'ready') this.#begin(runner);
    }
  }

  #writeState(): void {
    const processes = this.#runners.flatMap((one) => (one.process ? [{ name: one.part.name, ...one.process }] : []));
    if (this.#worker) processes.push({ name: 'build', ...this.#worker });
    // Progress changes more often than the list of processes.
    const written = JSON.stringify(processes);
    if (written === this.#written) return;
    this.#written = written;
    writeState(this.stack, { supervisor: this.#self, socket: this.#socket, processes });
  }

  #capLogs(): void {
    for (const { part } of this.#runners) capLog(this.stack, part.name);
  }

  #named(names: readonly string[]): PartRunner[] {
    return this.#runners.filter(({ part }) => names.includes(part.name));
  }
}
