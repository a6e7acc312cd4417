import type { DeadLetterPage, Job } from '@triptych/contracts';
import { problemOf, request, requestJson } from './http.ts';

/** The API of the queue, as far as operators use it. */
export interface JobSvc {
  /** Every dead letter, from all pages; the last that failed comes first. */
  deadLetters(): Promise<Job[]>;
  /** Queues a dead letter again; false where it is no longer one. */
  replay(id: string): Promise<boolean>;
}

/** The API of job_svc at `baseUrl`. A request that is refused throws a UserError. */
export function jobSvc(baseUrl: string): JobSvc {
  const url = `${baseUrl}/v1/dead-letters`;
  return {
    async deadLetters() {
      const found: Job[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page: DeadLetterPage = await requestJson(`${url}?limit=100${cursor && `&cursor=${cursor}`}`);
        found.push(...page.dead_letters);
        cursor = page.next_cursor;
      }
      return found;
    },

    async replay(id) {
      const reply = await request(`${url}/${id}/replay`, { method: 'POST' });
      if (reply.status === 404) return false;
      if (!reply.ok) throw await problemOf(reply);
      return true;
    },
  };
}
