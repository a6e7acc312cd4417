import { Type } from 'typebox';
import { defineFault, type Fault } from './fault.ts';

/** An event loop that is kept from its other work, as by a regular expression gone wild. */
export function eventLoopFault(): Fault {
  return defineFault({
    name: 'event-loop',
    summary: 'Block the event loop again and again',
    options: {
      blockSeconds: Type.Number({ minimum: 0.001, maximum: 60, description: 'For how long' }),
      everySeconds: Type.Number({ minimum: 0.001, maximum: 3600, description: 'How often' }),
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
