import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

/**
 * gRPC status codes and HTTP statuses after which the OTLP specification allows a retry, and 407, with which a proxy asks
 * for a password: none of the items has reached the Collector.
 */
const RETRYABLE_CODES = new Set([1, 4, 8, 10, 11, 14, 15, 407, 413, 429, 502, 503, 504]);
/** RESOURCE_EXHAUSTED of gRPC, and "content too large" of HTTP. */
const TOO_LARGE = new Set([8, 413]);

export interface OutboxOptions<T> {
  readonly export: (items: T[], done: (result: ExportResult) => void) => void;
  /** Largest number of items that wait; beyond it new items are dropped and counted. */
  readonly capacity?: number;
  readonly batchSize?: number;
  /** Longest time for which an item waits until its batch is full. */
  readonly delayMillis?: number;
  readonly retryMillis?: { readonly first: number; readonly most: number };
  readonly onSent: (count: number) => void;
  readonly onDrop: (count: number) => void;
  /** Called with the error when sending starts to fail, and without when it works again. */
  readonly onState?: (error: Error | undefined) => void;
}

/**
 * A bounded queue in front of an exporter. Unlike the batch processors of the SDK it sends a batch until the Collector
 * accepts it, never blocks the caller, and counts every item that is accepted or dropped.
 *
 * The capacity is eight times that of the SDK, which overflows when a service is saturated. 1024 spans or log records
 * stay below 4 MiB, the default message limit of a gRPC server.
 */
export class Outbox<T> {
  readonly #options: Required<Omit<OutboxOptions<T>, 'onState'>> & Pick<OutboxOptions<T>, 'onState'>;
  #items: T[] = [];
  #batchSize: number;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #failing = false;
  #closed = false;

  constructor(options: OutboxOptions<T>) {
    this.#options = {
      capacity: 16_384,
      batchSize: 1024,
      delayMillis: 500,
      retryMillis: { first: 250, most: 5000 },
      ...options,
    };
    this.#batchSize = this.#options.batchSize;
  }

  /** Number of items that wait or are being sent. */
  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    if (this.#closed || this.#items.length >= this.#options.capacity) {
      this.#options.onDrop(1);
      return;
    }
    this.#items.push(item);
    if (this.#items.length >= this.#options.batchSize) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), this.#options.delayMillis).unref();
  }

  /** Resolves once every item pushed so far has been accepted or dropped. */
  async flush(): Promise<void> {
    while (this.#items.length > 0) await this.#send();
  }

  /** Sends for at most `deadlineMillis`, then drops and counts the rest. Later pushes are dropped. */
  async close(deadlineMillis: number): Promise<void> {
    const deadline = Promise.withResolvers<void>();
    const timer = setTimeout(deadline.resolve, deadlineMillis);
    this.#wake?.();
    await Promise.race([this.flush(), deadline.promise]);
    clearTimeout(timer);
    this.#closed = true;
    this.#wake?.();
    if (this.#items.length > 0) this.#options.onDrop(this.#items.splice(0).length);
  }

  #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#drain().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #drain(): Promise<void> {
    const { retryMillis, onSent, onDrop } = this.#options;
    let delay = retryMillis.first;
    while (this.#items.length > 0 && !this.#closed) {
      const batch = this.#items.slice(0, this.#batchSize);
      const error = await this.#export(batch);
      if (this.#closed) return;
      this.#report(error);
      if (!error) {
        this.#items.splice(0, batch.length);
        onSent(batch.length);
        this.#batchSize = this.#options.batchSize;
        delay = retryMillis.first;
      } else if (!isRetryable(error, batch.length)) {
        this.#items.splice(0, batch.length);
        onDrop(batch.length);
      } else {
        // The batch may exceed the message limit of the receiver; smaller batches pass.
        if (isTooLarge(error)) this.#batchSize = Math.max(1, batch.length >> 1);
        await this.#pause(delay * (0.5 + Math.random() / 2));
        delay = Math.min(delay * 2, retryMillis.most);
      }
    }
  }

  #export(batch: T[]): Promise<Error | undefined> {
    return new Promise((resolve) => {
      try {
        this.#options.export(batch, ({ code, error }) =>
          resolve(code === ExportResultCode.SUCCESS ? undefined : (error ?? new Error('export failed'))),
        );
      } catch (error) {
        resolve(error as Error);
      }
    });
  }

  #report(error: Error | undefined): void {
    if (this.#failing === Boolean(error)) return;
    this.#failing = Boolean(error);
    this.#options.onState?.(error);
  }

  /** Waits before the next attempt; `close` ends the wait. */
  #pause(millis: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, millis).unref();
    this.#wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }
}

function codeOf(error: Error): number | undefined {
  return (error as Error & { code?: number }).code;
}

function isTooLarge(error: Error): boolean {
  return TOO_LARGE.has(codeOf(error) ?? -1);
}

/** An error without a status comes from the network, so a retry may succeed. */
function isRetryable(error: Error, items: number): boolean {
  const code = codeOf(error);
  if (isTooLarge(error) && items === 1) return false;
  return typeof code !== 'number' || RETRYABLE_CODES.has(code);
}
