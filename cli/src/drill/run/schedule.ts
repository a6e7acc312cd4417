import type { Drill } from '../drill.ts';

type Holder = Pick<Drill, 'name' | 'holds'>;

/**
 * Runs drills, at most `atOnce` at a time and never two that hold the same, in the given order as far as that allows.
 * After the signal aborts, no more drills start; those that run are waited for.
 */
export async function runTogether<D extends Holder, R>(
  drills: readonly D[],
  atOnce: number,
  run: (drill: D) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const waiting = [...drills];
  const running = new Map<D, Promise<void>>();
  const results: R[] = [];
  for (;;) {
    if (signal?.aborted) waiting.length = 0;
    if (waiting.length === 0 && running.size === 0) return results;
    const next = running.size < atOnce ? waiting.find((one) => canRunBeside(one, [...running.keys()])) : undefined;
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

function canRunBeside({ holds }: Holder, others: readonly Holder[]): boolean {
  if (others.length === 0) return true;
  const held = new Set(others.flatMap((other) => other.holds));
  return !held.has('everything') && !holds.includes('everything') && !holds.some((one) => held.has(one));
}
