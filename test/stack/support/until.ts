import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until the answer satisfies, and returns it; fails with the last answer after `seconds`. For what nothing
 * announces: that a backend has stored something.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
  seconds = 60,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask().catch((error: Error) => error);
    if (!(answer instanceof Error) && satisfies(answer)) return answer;
    if (performance.now() > deadline) {
      const last = answer instanceof Error ? answer.stack : JSON.stringify(answer);
      throw new Error(`${what}: not after ${seconds} s; last: ${last?.slice(0, 2000)}`);
    }
    await delay(200);
  }
}
