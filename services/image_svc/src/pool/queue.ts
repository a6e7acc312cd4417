import type { ConvertOptions } from '@triptych/contracts';
import { ConversionError } from '../conversion/errors.ts';
import { aborted } from './converter-process.ts';

/** A picture waiting for its conversion. */
export interface Task {
  readonly picture: Uint8Array;
  readonly options: ConvertOptions;
  readonly signal: AbortSignal | undefined;
  /** Takes the task out of the queue with an error. */
  reject(error: unknown): void;
}

/** First in, first out; whoever waits too long or gives up is rejected and leaves. */
export class Queue<T extends Task> {
  readonly #entries = new Map<T, () => void>();
  readonly #maxWaitSeconds: number;
  #bytes = 0;

  constructor(maxWaitSeconds: number) {
    this.#maxWaitSeconds = maxWaitSeconds;
  }

  get length(): number {
    return this.#entries.size;
  }

  /** Of all waiting pictures together. */
  get bytes(): number {
    return this.#bytes;
  }

  add(task: T): void {
    const leave = (error: ConversionError): void => {
      this.#remove(task);
      task.reject(error);
    };
    const abort = (): void => leave(aborted(task.signal));
    const timer = setTimeout(() => leave(waitedTooLong(this.#maxWaitSeconds)), this.#maxWaitSeconds * 1000);
    task.signal?.addEventListener('abort', abort, { once: true });
    this.#bytes += task.picture.length;
    this.#entries.set(task, () => {
      clearTimeout(timer);
      task.signal?.removeEventListener('abort', abort);
    });
  }

  /** Removes and returns the task that has waited longest. */
  next(): T | undefined {
    const [task] = this.#entries.keys();
    if (task) this.#remove(task);
    return task;
  }

  #remove(task: T): void {
    this.#entries.get(task)?.();
    this.#entries.delete(task);
    this.#bytes -= task.picture.length;
  }
}

function waitedTooLong(seconds: number): ConversionError {
  return new ConversionError('pool_full', `No converter became free within ${seconds} s; try again later.`, {
    retryAfterSeconds: Math.ceil(seconds),
  });
}
