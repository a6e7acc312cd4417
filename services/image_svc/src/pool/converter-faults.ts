import { defineFault, type Faults } from '@triptych/faults';
import { Type } from 'typebox';
import type { PoolEvent } from './pool.ts';
import { resumeOnExit } from './resume-on-exit.ts';

type OnEvent = (event: PoolEvent) => void;

/** What the fault does to a converter process, by event. */
type Reactions = { readonly [E in PoolEvent['type']]?: (pid: number) => void };

/** Adds the fault "converters" when faults are enabled. It sends signals, so the pool meets what it meets in reality. */
export function withConverterFaults(faults: Faults | undefined, onEvent: OnEvent): OnEvent {
  if (!faults) return onEvent;
  /** Process ids of converters that are ready and alive. */
  const converters = new Set<number>();
  let reactions: Reactions = {};

  const resume = (pid: number) => converters.has(pid) && send(pid, 'SIGCONT');

  faults.add(
    defineFault({
      name: 'converters',
      summary: 'Make converters hang, crash or slow down',
      options: {
        mode: Type.Enum(['hang', 'crash', 'slow'], {
          description:
            'hang: all converters stop; crash: each dies when it takes a picture; slow: each stops for a while then',
        }),
        delaySeconds: Type.Optional(
          Type.Number({ minimum: 0, maximum: 60, description: 'Seconds for which a slow converter stops; default 1' }),
        ),
      },
      start({ mode, delaySeconds = 1 }) {
        const resumed = resumeOnExit();
        const stop = (pid: number) => {
          resumed.add(pid);
          send(pid, 'SIGSTOP');
        };
        const timers = new Set<NodeJS.Timeout>();
        const resumeLater = (pid: number) => {
          const timer = setTimeout(() => {
            timers.delete(timer);
            resume(pid);
          }, delaySeconds * 1000);
          timers.add(timer);
        };
        reactions = {
          // Only once it is ready: the pool would otherwise treat it as one that fails to start.
          hang: { ready: stop },
          crash: { busy: (pid: number) => send(pid, 'SIGKILL') },
          slow: {
            busy(pid: number) {
              stop(pid);
              resumeLater(pid);
            },
          },
        }[mode];
        if (mode === 'hang') converters.forEach(stop);
        return () => {
          reactions = {};
          timers.forEach(clearTimeout);
          resumed.end();
          converters.forEach(resume);
        };
      },
    }),
  );

  return (event) => {
    const { type, pid } = event;
    if (pid !== undefined) {
      if (type === 'ready') converters.add(pid);
      if (type === 'exited') converters.delete(pid);
      reactions[type]?.(pid);
    }
    onEvent(event);
  };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has just ended by itself.
  }
}
