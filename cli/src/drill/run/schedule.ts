import type { Drill } from '../drill.ts';

type Holder = Pick<Drill, 'name' | 'holds' | 'expects' | 'inhibits'>;

/**
 * Runs drills, at most `atOnce` at a time and never two that disturb each other, in the given order as far as that allows.
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

function canRunBeside(drill: Holder, others: readonly Holder[]): boolean {
  if (others.length === 0) return true;
  const held = new Set(others.flatMap((other) => other.holds));
  if (held.has('everything') || drill.holds.includes('everything')) return false;
  return (
    !drill.holds.some((one) => held.has(one)) && !others.some((other) => blames(drill, other) || blames(other, drill))
  );
}

/** Whether an alert that the second drill causes would look as if the first had failed to inhibit it. */
function blames({ inhibits = [] }: Holder, { expects }: Holder): boolean {
  return expects.some(({ alert }) => inhibits.includes(alert));
}
