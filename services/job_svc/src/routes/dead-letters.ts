import { defaultTextMapGetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { ATTRIBUTES, type LogEvent } from '@triptych/catalogue';
import { DeadLetterPage, Job, ListDeadLettersQuery, ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import { Type } from 'typebox';
import type { Connection } from '../connection.ts';
import { type JobRow, toJob } from '../jobs.ts';
import { jobPropagator } from '../propagator.ts';

export interface DeadLetterRoutesOptions {
  readonly telemetry: Telemetry;
  readonly connection: Connection;
}

const DeadLetterPath = Type.Object({ id: Type.String({ format: 'uuid' }) });

export async function deadLetterRoutes(app: Server, { telemetry, connection }: DeadLetterRoutesOptions): Promise<void> {
  const deadLetters = () => connection.current().queue.deadLetters;

  app.get(
    '/v1/dead-letters',
    {
      schema: {
        tags: ['dead letters'],
        summary: 'List dead letters: failed jobs that can be replayed',
        description:
          'Jobs without a retry left, and jobs whose attempts were all lost. Jobs with an invalid request are not listed.',
        querystring: ListDeadLettersQuery,
        response: { 200: DeadLetterPage },
      },
    },
    async ({ query: { limit = 20, cursor } }) => {
      const { rows, next } = await deadLetters().list(limit, cursor);
      return { dead_letters: rows.map(toJob), ...(next && { next_cursor: next }) };
    },
  );

  app.post(
    '/v1/dead-letters/:id/replay',
    {
      schema: {
        tags: ['dead letters'],
        summary: 'Replay a dead letter',
        description:
          'The job returns to the queue with all its attempts. It keeps its id, its request id and its trace.',
        params: DeadLetterPath,
        response: { 202: Job },
      },
    },
    async ({ params: { id } }, reply) => {
      const { row, traceContext } = (await deadLetters().replay(id)) ?? throwNotFound(id);
      const context = trace.getSpanContext(jobPropagator.extract(ROOT_CONTEXT, traceContext, defaultTextMapGetter));
      if (context) trace.getActiveSpan()?.addLink({ context });
      log('job replayed', row);
      return reply.code(202).header('location', `/v1/jobs/${id}`).send(toJob(row));
    },
  );

  app.delete(
    '/v1/dead-letters/:id',
    {
      schema: {
        tags: ['dead letters'],
        summary: 'Discard a dead letter',
        description: 'Deletes the job.',
        params: DeadLetterPath,
        response: { 204: Type.Null({ description: 'Discarded' }) },
      },
    },
    async ({ params: { id } }, reply) => {
      log('job discarded', (await deadLetters().discard(id)) ?? throwNotFound(id));
      return reply.code(204).send(null);
    },
  );

  function log(event: LogEvent, { id, data }: JobRow): void {
    telemetry.logger.info({ [ATTRIBUTES.jobId]: id, [ATTRIBUTES.jobRequestId]: data.request_id }, event);
  }
}

function throwNotFound(id: string): never {
  const detail = `There is no dead letter ${id}. It may have been replayed, discarded, or deleted after its retention.`;
  throw new ProblemError({ status: 404, code: 'dead_letter_not_found', detail });
}
