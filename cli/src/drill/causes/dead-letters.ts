import { setTimeout as delay } from 'node:timers/promises';
import { jobSvc } from '@triptych/client/job-svc';

const POLL_MS = 1000;

/** The dead letters that a drill makes. */
export interface NewDeadLetters {
  /** Resolves when there are this many. */
  untilThereAre(count: number, signal: AbortSignal): Promise<void>;
  /** Queues each of them again. */
  replay(): Promise<void>;
}

/** Observes the dead letters of job_svc from now on. Those that are there already are left alone. */
export async function observeDeadLetters(url: string): Promise<NewDeadLetters> {
  const queue = jobSvc(url);
  const ids = async () => (await queue.deadLetters()).map(({ id }) => id);
  const before = new Set(await ids());
  const added = async () => (await ids()).filter((id) => !before.has(id));

  return {
    async untilThereAre(count, signal) {
      while ((await added()).length < count) await delay(POLL_MS, undefined, { signal });
    },
    async replay() {
      // Another user may have replayed one of them already: then `replay` resolves to false.
      for (const id of await added()) await queue.replay(id);
    },
  };
}
