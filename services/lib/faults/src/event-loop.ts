import { Type } from 'typebox';
import { defineFault, type Fault } from './fault.ts';

/** Blocks the event loop at intervals, as a regular expression with catastrophic backtracking does. */
export function eventLoopFault(): Fault {
  return defineFault({
    name: 'event-loop',
    summary: 'Block the event loop at intervals',
    options: {
      blockSeconds: Type.Number({ minimum: 0.001, maximum: 60, description: 'Duration of each block in seconds' }),
      everySeconds: Type.Number({
        minimum: 0.001,
        maximum: 3600,
        description: 'Seconds from the start of one block to the next',
      }),
    },
    start({ blockSeconds, everySeconds }) {
      const timer = setInterval(block, everySeconds * 1000, blockSeconds).unref();
      return () => clearInterval(timer);
    },
  });
}

function block(seconds: number): void {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until);
}
