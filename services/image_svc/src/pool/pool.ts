import { availableParallelism } from 'node:os';
import type { ConvertOptions } from '@triptych/contracts';
import { check } from '../conversion/check.ts';
import type { Converted } from '../conversion/convert.ts';
import { ConversionError } from '../conversion/errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../conversion/limits.ts';
import { ConverterProcess, conversionAborted, type ExitReason } from './converter-process.ts';
import { Queue, type Task } from './queue.ts';

export interface PoolOptions {
  /** Largest number of converter processes at a time; default: one for each core that this process may use. */
  readonly size?: number;
  /** Largest number of pictures that wait for a converter; default 64. */
  readonly queueLimit?: number;
  /** Largest total size of waiting pictures; default 128 MiB. A single picture may always wait. */
  readonly queueBytes?: number;
  /** Longest wait for a converter; default 10. */
  readonly queueSeconds?: number;
  /** Seconds without work after which a converter process ends; default 60. */
  readonly idleSeconds?: number;
  readonly limits?: Limits;
  readonly onEvent?: (event: PoolEvent) => void;
}

/** An event in the life of a converter process, for metrics and faults. */
export type PoolEvent =
  | { readonly type: 'spawned'; readonly pid: number | undefined }
  | { readonly type: 'ready'; readonly pid: number | undefined; readonly seconds: number }
  /** The process takes a picture. */
  | { readonly type: 'busy'; readonly pid: number | undefined }
  | { readonly type: 'exited'; readonly pid: number | undefined; readonly reason: ExitReason; readonly detail: string };

export interface PoolStats {
  /** Largest number of processes. */
  readonly size: number;
  /** Current number of processes: starting, idle, busy and ending. */
  readonly processes: number;
  readonly busy: number;
  readonly queued: number;
  readonly queuedBytes: number;
}

export interface ConvertCall {
  /** Cancels the conversion: a waiting picture leaves the queue, a running conversion is killed. */
  readonly signal?: AbortSignal;
  /** Called when the wait for a converter ends and the conversion starts. */
  readonly onStart?: () => void;
}

/** Milliseconds since 1970, with fractions. */
export interface Timing {
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
}

export interface PoolConversion extends Converted {
  readonly timing: Timing;
}

export interface Pool {
  /** Converts one picture in a converter process. Always rejects with a `ConversionError`. */
  convert(picture: Uint8Array, options: ConvertOptions, call?: ConvertCall): Promise<PoolConversion>;
  stats(): PoolStats;
  /** Refuses new pictures, finishes accepted ones (or fails them once `signal` aborts), and ends all processes. */
  close(options?: { readonly signal?: AbortSignal }): Promise<void>;
}

/** Creates a pool that starts converter processes on demand, and has none when there is no work. */
export function createPool(options: PoolOptions = {}): Pool {
  return new ProcessPool(options);
}

interface PoolTask extends Task {
  readonly queuedAt: number;
  readonly onStart: (() => void) | undefined;
  resolve(conversion: PoolConversion): void;
}

class ProcessPool implements Pool {
  readonly #size: number;
  readonly #queueLimit: number;
  readonly #queueBytes: number;
  readonly #idleMs: number;
  readonly #limits: Limits;
  readonly #onEvent: (event: PoolEvent) => void;
  readonly #queue: Queue<PoolTask>;
  readonly #processes = new Set<ConverterProcess>();
  readonly #busy = new Set<ConverterProcess>();
  /** Idle processes with the timers that end them. The last one used is used next, so that the others can end. */
  readonly #idle = new Map<ConverterProcess, NodeJS.Timeout>();
  readonly #unsettled = new Set<Promise<unknown>>();
  #starting = 0;
  #isClosing = false;
  /** Moving average of conversion times, for Retry-After; it starts with an estimate. */
  #typicalSeconds = 0.5;

  constructor(options: PoolOptions) {
    this.#size = options.size ?? availableParallelism();
    this.#queueLimit = options.queueLimit ?? 64;
    this.#queueBytes = options.queueBytes ?? 128 * 1024 * 1024;
    this.#idleMs = (options.idleSeconds ?? 60) * 1000;
    this.#limits = options.limits ?? DEFAULT_LIMITS;
    this.#onEvent = options.onEvent ?? (() => {});
    this.#queue = new Queue(options.queueSeconds ?? 10);
  }

  async convert(picture: Uint8Array, options: ConvertOptions, call: ConvertCall = {}): Promise<PoolConversion> {
    if (this.#isClosing) throw closed();
    check(picture, options, this.#limits);
    if (call.signal?.aborted) throw conversionAborted(call.signal);
    this.#checkRoom(picture.length);
    const { promise, resolve, reject } = Promise.withResolvers<PoolConversion>();
    const { signal, onStart } = call;
    this.#queue.add({ picture, options, signal, onStart, queuedAt: now(), resolve, reject });
    this.#dispatch();
    this.#unsettled.add(promise);
    return promise.finally(() => this.#unsettled.delete(promise));
  }

  stats(): PoolStats {
    return {
      size: this.#size,
      processes: this.#processes.size,
      busy: this.#busy.size,
      queued: this.#queue.length,
      queuedBytes: this.#queue.bytes,
    };
  }

  async close({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    this.#isClosing = true;
    const giveUp = (): void => {
      for (let task = this.#queue.next(); task; task = this.#queue.next()) task.reject(closed());
      for (const converter of this.#processes) converter.kill('closed', closed());
    };
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    await Promise.allSettled(this.#unsettled);
    signal?.removeEventListener('abort', giveUp);
    for (const converter of this.#processes) {
      if (converter.isUsable) converter.retire('closed');
    }
    for (const timer of this.#idle.values()) clearTimeout(timer);
    await Promise.all([...this.#processes].map((converter) => converter.exited));
  }

  #checkRoom(bytes: number): void {
    const waiting = this.#queue.length;
    const isFull = this.#busy.size + waiting >= this.#size + this.#queueLimit;
    if (!isFull && (waiting === 0 || this.#queue.bytes + bytes <= this.#queueBytes)) return;
    const seconds = Math.ceil((this.#typicalSeconds * (waiting + 1)) / this.#size);
    throw new ConversionError('pool_full', `${waiting} pictures are waiting already; try again in ${seconds} s.`, {
      retryAfterSeconds: seconds,
    });
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const converter = [...this.#idle.keys()].at(-1);
      if (!converter) break;
      clearTimeout(this.#idle.get(converter));
      this.#idle.delete(converter);
      const task = this.#queue.next();
      if (task) void this.#run(converter, task);
    }
    while (this.#queue.length > this.#starting && this.#processes.size < this.#size) this.#spawn();
  }

  #spawn(): void {
    const spawnedAt = now();
    const converter = new ConverterProcess();
    const { pid } = converter;
    this.#processes.add(converter);
    this.#starting += 1;
    this.#onEvent({ type: 'spawned', pid });
    converter.exited.then((exit) => {
      this.#processes.delete(converter);
      clearTimeout(this.#idle.get(converter));
      this.#idle.delete(converter);
      this.#onEvent({ type: 'exited', pid, ...exit });
      this.#dispatch();
    });
    converter.ready.then(
      () => {
        this.#starting -= 1;
        this.#onEvent({ type: 'ready', pid, seconds: (now() - spawnedAt) / 1000 });
        this.#rest(converter);
      },
      (error) => {
        this.#starting -= 1;
        // A failed start rejects one picture, so that every caller gets an error when all starts fail.
        this.#queue.next()?.reject(error);
      },
    );
  }

  async #run(converter: ConverterProcess, task: PoolTask): Promise<void> {
    this.#busy.add(converter);
    this.#onEvent({ type: 'busy', pid: converter.pid });
    const startedAt = now();
    try {
      task.onStart?.();
      const order = { picture: task.picture, options: task.options, limits: this.#limits };
      const converted = await converter.run(order, task.signal);
      const finishedAt = now();
      this.#typicalSeconds += ((finishedAt - startedAt) / 1000 - this.#typicalSeconds) / 16;
      task.resolve({ ...converted, timing: { queuedAt: task.queuedAt, startedAt, finishedAt } });
    } catch (error) {
      task.reject(error);
    }
    this.#busy.delete(converter);
    this.#rest(converter);
  }

  /** Makes a converter available for the next picture; it ends after a while without one. */
  #rest(converter: ConverterProcess): void {
    if (converter.isUsable) {
      const timer = setTimeout(() => {
        this.#idle.delete(converter);
        converter.retire('idle');
      }, this.#idleMs);
      this.#idle.set(converter, timer);
    }
    this.#dispatch();
  }
}

function closed(): ConversionError {
  return new ConversionError('pool_closed', 'The service is shutting down; try again.');
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
