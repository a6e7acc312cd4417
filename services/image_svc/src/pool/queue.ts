import type { ConvertOptions } from '@triptych/contracts';
import { ConversionError } from '../conversion/errors.ts';
import { conversionAborted } from './converter-process.ts';

/** A picture that waits for its conversion. */
export interface Task {
  readonly options: ConvertOptions;
  readonly signal: AbortSignal | undefined;
  /** Called with an error when the task leaves the queue without a converter. */
  reject(error: unknown): void;
}

/** First in, first out. A task that waits too long, or whose signal aborts, is rejected and leaves the queue. */
export class Queue<T extends Task> {
  readonly #entries = new Map<T, () => void>();
  readonly #maxWaitSeconds: number;

  constructor(maxWaitSeconds: number) {
    this.#maxWaitSeconds = maxWaitSeconds;
  }

  get length(): number {
    return this.#entries.size;
  }

  add(task: T): void {
    const leave = (error: ConversionError): void => {
      this.#remove(task);
      task.reject(error);
    };
    const abort = (): void => leave(conversionAborted(task.signal));
    const timer = setTimeout(() => leave(waitedTooLong(this.#maxWaitSeconds)), this.#maxWaitSeconds * 1000);
    task.signal?.addEventListener('abort', abort, { once: true });
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
  }
}

function waitedTooLong(seconds: number): ConversionError {
  return new ConversionError('pool_full', `No converter became free within ${seconds} s; try again later.`, {
    retryAfterSeconds: Math.ceil(seconds),
  });
}
