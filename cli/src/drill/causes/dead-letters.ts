import { setTimeout as delay } from 'node:timers/promises';
import { problemOf, request, requestJson } from '@triptych/client/http';
import type { DeadLetterPage } from '@triptych/contracts';

const POLL_MS = 1000;

/** The jobs that are given up from now on, through the API of job_svc. */
export interface DeadLetters {
  /** Resolves when there are this many. */
  untilThere(count: number, signal: AbortSignal): Promise<void>;
  /** Has each tried again. */
  replay(): Promise<void>;
}

export async function deadLetters(jobSvc: string): Promise<DeadLetters> {
  const url = `${jobSvc}/v1/dead-letters`;
  const list = async () => {
    const ids: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: DeadLetterPage = await requestJson(`${url}?limit=100${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.dead_letters.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    return ids;
  };
  // Those are of interest to somebody else.
  const before = new Set(await list());
  const added = async () => (await list()).filter((id) => !before.has(id));

  return {
    async untilThere(count, signal) {
      while ((await added()).length < count) await delay(POLL_MS, undefined, { signal });
    },
    async replay() {
      for (const id of await added()) {
        const reply = await request(`${url}/${id}/replay`, { method: 'POST' });
        // Somebody may have been quicker.
        if (!reply.ok && reply.status !== 404) throw await problemOf(reply);
      }
    },
  };
}
