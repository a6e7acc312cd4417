import { setTimeout as delay } from 'node:timers/promises';

/**
 * Does some work again and again, with a pause in between. The returned function ends that, and resolves when the last time
 * is over; it rejects when the work has failed.
 */
export function repeat(work: () => Promise<void>, pauseMs: number): () => Promise<void> {
  const end = new AbortController();
  const working = (async () => {
    while (!end.signal.aborted) {
      await work();
      await delay(pauseMs, undefined, { signal: end.signal }).catch(() => {});
    }
  })();
  // The caller gets the error when it ends the work; until then it is no unhandled rejection.
  working.catch(() => {});
  return () => {
    end.abort();
    return working;
  };
}
