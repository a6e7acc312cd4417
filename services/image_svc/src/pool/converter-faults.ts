import { defineFault, type Faults } from '@triptych/faults';
import { Type } from 'typebox';
import type { PoolEvent } from './pool.ts';
import { resumeOnExit } from './resume-on-exit.ts';

type OnEvent = (event: PoolEvent) => void;

/** What is done to a converter process when that happens to it. */
type Reactions = { readonly [E in PoolEvent['type']]?: (pid: number) => void };

/** Adds the fault `converters`, where there are faults: by signals, so that the pool is met by what it may meet. */
export function withConverterFaults(faults: Faults | undefined, onEvent: OnEvent): OnEvent {
  if (!faults) return onEvent;
  /** Those that are ready and alive. */
  const converters = new Set<number>();
  let reactions: Reactions = {};

  const resume = (pid: number) => converters.has(pid) && send(pid, 'SIGCONT');

  faults.add(
    defineFault({
      name: 'converters',
      summary: 'Let converters hang, crash or be slow',
      options: {
        mode: Type.Enum(['hang', 'crash', 'slow'], {
          description: 'All stand still; each dies, or stands still for a while, as it takes a picture',
        }),
        delaySeconds: Type.Optional(
          Type.Number({ minimum: 0, maximum: 60, description: 'How long a slow one stands still; 1 without' }),
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
          // Not before it is ready, or the pool would take it for one that does not start.
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
    // It has just died by itself.
  }
}
