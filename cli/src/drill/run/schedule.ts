import type { Drill } from '../drill.ts';

type Held = Pick<Drill, 'name' | 'holds'>;

/** Runs what does not take hold of the same, `atOnce` at a time, in the order given as far as that goes. */
export async function runTogether<D extends Held, R>(
  drills: readonly D[],
  atOnce: number,
  run: (drill: D) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const waiting = [...drills];
  const running = new Map<D, Promise<void>>();
  const results: R[] = [];
  for (;;) {
    // What runs ends by itself then.
    if (signal?.aborted) waiting.length = 0;
    if (waiting.length === 0 && running.size === 0) return results;
    const next = running.size < atOnce ? waiting.find((one) => isFree(one, [...running.keys()])) : undefined;
    if (!next) {
      await Promise.race(running.values());
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    const ended = run(next).then((result) => {
      results.push(result);
      running.delete(next);
    });
    running.set(next, ended);
  }
}

function isFree({ holds }: Held, others: readonly Held[]): boolean {
  if (others.length === 0) return true;
  const held = new Set(others.flatMap((other) => other.holds));
  return !held.has('everything') && !holds.includes('everything') && !holds.some((one) => held.has(one));
}
