import { EventEmitter, once } from 'node:events';
import { endMetrics, publish, runMetrics } from '../../verify/publish.ts';
import { runEvery } from '../../verify/schedule.ts';
import { verify } from '../../verify/verify.ts';
import type { System } from '../system.ts';

/** Signals of a healthy system take up to 15 s to arrive. */
const TIMEOUT_SECONDS = 30;
/** Longer than a run that began before the fault ended, and the one after it. */
const HOLD_SECONDS = 120;

/** What `triptych verify --every` does, on the local stack. */
export interface VerifySchedule {
  /** Resolves after the next run in which every link holds. */
  untilAllHold(): Promise<void>;
  /** Makes no more runs, as a process that is killed. */
  stop(): Promise<void>;
  /** Makes no more runs, and says so. */
  end(): Promise<void>;
}

/** Starts runs, one after the other. */
export function startSchedule(system: System): VerifySchedule {
  const collector = system.otlp;
  const stopped = new AbortController();
  const runs = new EventEmitter();
  const running = runEvery(
    {
      everySeconds: 1,
      verify: (signal) => verify(system.endpoints, { timeoutSeconds: TIMEOUT_SECONDS, signal }),
      async done(run) {
        await publish(collector, runMetrics(run), {});
        if (run.verdicts.every(({ ok }) => ok)) runs.emit('all hold');
      },
    },
    stopped.signal,
  );
  // `stop` throws the error.
  running.catch(() => {});

  async function stop(): Promise<void> {
    stopped.abort();
    await running;
  }
  return {
    async untilAllHold() {
      await once(runs, 'all hold', { signal: AbortSignal.timeout(HOLD_SECONDS * 1000) });
    },
    stop,
    async end() {
      await stop();
      await publish(collector, endMetrics(new Date()), {});
    },
  };
}
