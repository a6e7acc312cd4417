import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

/**
 * gRPC status codes and HTTP statuses after which the OTLP specification allows a retry, and 407, with which a proxy asks
 * for a password: none of the items has reached the Collector.
 */
const RETRYABLE_CODES = new Set([1, 4, 8, 10, 11, 14, 15, 407, 413, 429, 502, 503, 504]);
/** RESOURCE_EXHAUSTED of gRPC, and "content too large" of HTTP. */
const TOO_LARGE = new Set([8, 413]);

/** Items that are sent together. */
export interface Batch<T> {
  readonly count: number;
  /** Size of its items as they are sent. */
  readonly byteLength: number;
  add(item: T): void;
  halves(): readonly [Batch<T>, Batch<T>];
}

export interface OutboxOptions<T, B extends Batch<T>> {
  readonly newBatch: () => B;
  readonly export: (batch: B, done: (result: ExportResult) => void) => void;
  /** Largest number of items, and of their bytes, that wait; beyond it new items are dropped and counted. */
  readonly capacity?: number;
  readonly capacityBytes?: number;
  /** Number of items, or of bytes, with which a batch is sent at once. */
  readonly batchSize?: number;
  readonly batchBytes?: number;
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
 * The capacity is eight times that of the SDK, which overflows when a service is saturated. So many usual items take
 * 10 MiB; the capacity in bytes protects the memory of the process from large ones. A batch of 2 MiB and one more
 * item stays below 4 MiB, the default message limit of a gRPC server.
 */
export class Outbox<T, B extends Batch<T>> {
  readonly #options: Required<Omit<OutboxOptions<T, B>, 'onState'>> & Pick<OutboxOptions<T, B>, 'onState'>;
  /** Batches that are sent next, the one on its way included. */
  readonly #ready: B[] = [];
  /** The batch that is being filled. */
  #filling: B | undefined;
  #size = 0;
  #bytes = 0;
  #pushed = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;
  #sending: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #failing = false;
  #closed = false;

  constructor(options: OutboxOptions<T, B>) {
    this.#options = {
      capacity: 16_384,
      capacityBytes: 32 * 1024 * 1024,
      batchSize: 1024,
      batchBytes: 2 * 1024 * 1024,
      delayMillis: 500,
      retryMillis: { first: 250, most: 5000 },
      ...options,
    };
  }

  /** Number of items that wait or are being sent. */
  get size(): number {
    return this.#size;
  }

  /** Number of items pushed since the last call, the dropped ones included. */
  takePushed(): number {
    const pushed = this.#pushed;
    this.#pushed = 0;
    return pushed;
  }

  push(item: T): void {
    this.#pushed += 1;
    const { capacity, capacityBytes, batchSize, batchBytes, delayMillis, newBatch, onDrop } = this.#options;
    if (this.#closed || this.#size >= capacity || this.#bytes >= capacityBytes) {
      onDrop(1);
      return;
    }
    this.#filling ??= newBatch();
    const bytes = this.#filling.byteLength;
    this.#filling.add(item);
    this.#bytes += this.#filling.byteLength - bytes;
    this.#size += 1;
    if (this.#filling.count >= batchSize || this.#filling.byteLength >= batchBytes) {
      this.#seal();
      void this.#send();
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#isDue = true;
        void this.#send();
      }, delayMillis).unref();
    }
  }

  /** Resolves once every item pushed so far has been accepted or dropped. */
  async flush(): Promise<void> {
    while (this.#size > 0) {
      this.#isDue = true;
      await this.#send();
    }
  }

  /** Sends for at most `deadlineMillis`, then drops and counts the rest. Later pushes are dropped. */
  async close(deadlineMillis: number): Promise<void> {
    const deadline = Promise.withResolvers<void>();
    const timer = setTimeout(deadline.resolve, deadlineMillis);
    this.#wake?.();
    await Promise.race([this.flush(), deadline.promise]);
    clearTimeout(timer);
    clearTimeout(this.#timer);
    this.#closed = true;
    this.#wake?.();
    const lost = this.#size;
    this.#size = 0;
    this.#bytes = 0;
    this.#ready.length = 0;
    this.#filling = undefined;
    if (lost > 0) this.#options.onDrop(lost);
  }

  /** Ends the batch that is being filled. */
  #seal(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = false;
    if (this.#filling) this.#ready.push(this.#filling);
    this.#filling = undefined;
  }

  #send(): Promise<void> {
    this.#sending ??= this.#drain().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  /** Sends what is ready. While it waits for the receiver, items that are due fill further batches. */
  async #drain(): Promise<void> {
    const { retryMillis, onSent, onDrop } = this.#options;
    let delay = retryMillis.first;
    while (!this.#closed) {
      if (this.#ready.length === 0 && this.#isDue) this.#seal();
      const batch = this.#ready[0];
      if (!batch) return;
      const error = await this.#export(batch);
      if (this.#closed) return;
      this.#report(error);
      if (!error) {
        this.#remove(batch);
        onSent(batch.count);
        delay = retryMillis.first;
      } else if (!isRetryable(error, batch.count)) {
        this.#remove(batch);
        onDrop(batch.count);
      } else {
        // The batch may exceed the message limit of the receiver; smaller batches pass.
        if (isTooLarge(error) && batch.count > 1) this.#ready.splice(0, 1, ...(batch.halves() as readonly [B, B]));
        await this.#pause(delay * (0.5 + Math.random() / 2));
        delay = Math.min(delay * 2, retryMillis.most);
      }
    }
  }

  #remove(batch: B): void {
    this.#ready.shift();
    this.#size -= batch.count;
    this.#bytes -= batch.byteLength;
  }

  #export(batch: B): Promise<Error | undefined> {
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
