import { setTimeout as delay } from 'node:timers/promises';

/** Messages as they come in, to be awaited one after the other. */
export class Inbox<T> {
  readonly #messages: T[] = [];
  readonly #what: string;
  #seen = 0;
  #arrived = Promise.withResolvers<void>();

  constructor(what: string) {
    this.#what = what;
  }

  /** All that there are so far. */
  get messages(): readonly T[] {
    return this.#messages;
  }

  put(message: T): void {
    this.#messages.push(message);
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  /** The next message; fails when there is none in time. */
  async next(seconds = 20): Promise<T> {
    const late = new AbortController();
    const deadline = delay(seconds * 1000, 'late', { signal: late.signal });
    while (this.#messages.length <= this.#seen) {
      if ((await Promise.race([this.#arrived.promise, deadline])) === 'late')
        throw new Error(`no ${this.#what} within ${seconds} s, after ${this.#seen}`);
    }
    late.abort();
    deadline.catch(() => {});
    return this.#messages[this.#seen++] as T;
  }
}
