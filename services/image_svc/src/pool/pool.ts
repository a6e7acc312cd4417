import { availableParallelism } from 'node:os';
import type { ConversionResult, ConvertOptions } from '@triptych/contracts';
import { check } from '../conversion/check.ts';
import { ConversionError } from '../conversion/errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../conversion/limits.ts';
import { ConverterProcess, conversionAborted, type ExitReason } from './converter-process.ts';
import { orPoolFull } from './full.ts';
import type { Picture } from './picture.ts';
import { Queue, type Task } from './queue.ts';
import { Room } from './room.ts';
import { scratchFolder } from './scratch-folder.ts';

export interface PoolOptions {
  /** Largest number of converter processes at a time; default: one for each core that this process may use. */
  readonly size?: number;
  /** Largest number of pictures that wait for a converter; default 64. */
  readonly queueLimit?: number;
  /** Folder of the pictures on their way; default: memory, see `scratchFolder`. */
  readonly scratchDir?: string;
  /** Largest total size of pictures and results on their way; default 128 MiB. A single picture always fits. */
  readonly scratchBytes?: number;
  /** Whether a converter process starts at once, so that the first picture does not wait for it; default false. */
  readonly isWarm?: boolean;
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
  /** Size of all pictures and results on their way. */
  readonly scratchBytes: number;
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

export interface PoolConversion {
  readonly result: ConversionResult;
  readonly timing: Timing;
}

export interface Pool {
  /**
   * Opens an empty picture, with room for `bytes` when its size is known. Called before the first byte is read: throws
   * `pool_full` when there is no room. The caller closes the picture.
   */
  admit(bytes?: number): Picture;
  /** Replaces a picture with its conversion, or closes it and rejects with a `ConversionError`. */
  convert(picture: Picture, options: ConvertOptions, call?: ConvertCall): Promise<PoolConversion>;
  stats(): PoolStats;
  /** Refuses new pictures, finishes accepted ones (or fails them once `signal` aborts), and ends all processes. */
  close(options?: { readonly signal?: AbortSignal }): Promise<void>;
}

/** Creates a pool that starts converter processes on demand, and has none after a while without work. */
export function createPool(options: PoolOptions = {}): Pool {
  return new ProcessPool(options);
}

interface PoolTask extends Task {
  readonly picture: Picture;
  readonly queuedAt: number;
  readonly onStart: (() => void) | undefined;
  resolve(conversion: PoolConversion): void;
}

class ProcessPool implements Pool {
  readonly #size: number;
  readonly #idleMs: number;
  readonly #limits: Limits;
  readonly #onEvent: (event: PoolEvent) => void;
  readonly #queue: Queue<PoolTask>;
  readonly #room: Room;
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
    this.#idleMs = (options.idleSeconds ?? 60) * 1000;
    this.#limits = options.limits ?? DEFAULT_LIMITS;
    this.#onEvent = options.onEvent ?? (() => {});
    this.#queue = new Queue(options.queueSeconds ?? 10);
    const room = {
      folder: options.scratchDir ?? scratchFolder(),
      places: this.#size + (options.queueLimit ?? 64),
      bytes: options.scratchBytes ?? 128 * 1024 * 1024,
    };
    this.#room = new Room(room, () => this.#full());
    if (options.isWarm) this.#spawn();
  }

  admit(bytes = 0): Picture {
    if (this.#isClosing) throw closed();
    try {
      return this.#room.admit(bytes);
    } catch (error) {
      throw orPoolFull(error);
    }
  }

  async convert(picture: Picture, options: ConvertOptions, call: ConvertCall = {}): Promise<PoolConversion> {
    const { signal, onStart } = call;
    try {
      if (this.#isClosing) throw closed();
      check(picture.head, options, this.#limits, picture.bytes);
      if (signal?.aborted) throw conversionAborted(signal);
    } catch (error) {
      picture.close();
      throw error;
    }
    const { promise, resolve, reject } = Promise.withResolvers<PoolConversion>();
    const fail = (error: unknown): void => {
      picture.close();
      reject(error);
    };
    this.#queue.add({ picture, options, signal, onStart, queuedAt: now(), resolve, reject: fail });
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
      scratchBytes: this.#room.bytes,
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
    this.#room.close();
  }

  #full(): ConversionError {
    const waiting = this.#room.taken - this.#busy.size;
    const seconds = Math.ceil((this.#typicalSeconds * (waiting + 1)) / this.#size);
    return new ConversionError('pool_full', `${waiting} pictures are waiting already; try again in ${seconds} s.`, {
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
      const { picture, options } = task;
      const order = { path: picture.path, bytes: picture.bytes, options, limits: this.#limits };
      const result = await converter.run(order, task.signal);
      const finishedAt = now();
      picture.replaced(result.output.bytes);
      this.#typicalSeconds += ((finishedAt - startedAt) / 1000 - this.#typicalSeconds) / 16;
      task.resolve({ result, timing: { queuedAt: task.queuedAt, startedAt, finishedAt } });
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
