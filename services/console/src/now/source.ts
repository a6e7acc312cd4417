import { UserError } from '@triptych/client/errors';

/** What a source said last, and why it says nothing newer. */
export interface Reading<T> {
  /** When the data was asked for: milliseconds since 1970. */
  readonly at?: number;
  readonly data?: T;
  /** Why there is nothing newer. */
  readonly missing?: string;
}

export interface SourceOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** For how long an answer is passed on without asking again. */
  readonly freshMs?: number;
  /** After this time a reader gets the last answer, while the question goes on. */
  readonly patienceMs?: number;
}

/**
 * Reads a backend for many readers: one question at a time, an answer stays fresh for a moment, and a backend that is slow or away
 * leaves its last answer. It never throws.
 */
export function source<T>(name: string, ask: () => Promise<T>, options: SourceOptions = {}): () => Promise<Reading<T>> {
  const { now = Date.now, freshMs = 2000, patienceMs = 2500 } = options;
  let last: Reading<T> = {};
  let triedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const refresh = async () => {
    const at = now();
    triedAt = at;
    try {
      last = { at, data: await ask() };
    } catch (error) {
      // A proxy in front of a backend that is away answers with an HTML page, or with JSON of its own.
      const reason = error instanceof UserError ? error.message : 'The answer cannot be read.';
      last = { ...last, missing: `${name}: ${reason}` };
    } finally {
      asking = undefined;
    }
  };

  return async () => {
    if (asking === undefined && now() - triedAt < freshMs) return last;
    asking ??= refresh();
    const late = await withinMs(asking, patienceMs);
    if (!late) return last;
    const seconds = Math.round((now() - triedAt) / 1000);
    return { ...last, missing: last.missing ?? `${name} has not answered for ${seconds} s.` };
  };
}

/** Waits for a promise, but no longer than a time. Returns whether the time was too short. */
async function withinMs(promise: Promise<void>, ms: number): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<true>();
  const timer = setTimeout(() => resolve(true), ms);
  try {
    return await Promise.race([promise.then(() => false as const), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
