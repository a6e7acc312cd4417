import { defaultTextMapGetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { ATTRIBUTES, type LogEvent } from '@triptych/catalogue';
import { DeadLetterPage, Job, ListDeadLettersQuery, ProblemError } from '@triptych/contracts';
import { problemReplies, type Server } from '@triptych/service';
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
        summary: 'List jobs that were given up and can be replayed',
        description:
          'Their retries are used up, or every attempt was lost. What the request itself caused is not here.',
        querystring: ListDeadLettersQuery,
        response: { 200: DeadLetterPage, ...problemReplies },
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
        summary: 'Put a dead letter back into the queue',
        description: 'It stays the same job, with its request id and in its trace, and has all its attempts again.',
        params: DeadLetterPath,
        response: { 202: Job, ...problemReplies },
      },
    },
    async ({ params: { id } }, reply) => {
      const { row, traceContext } = (await deadLetters().replay(id)) ?? missing(id);
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
        description: 'The job is deleted.',
        params: DeadLetterPath,
        response: { 204: Type.Null({ description: 'Discarded' }), ...problemReplies },
      },
    },
    async ({ params: { id } }, reply) => {
      log('job discarded', (await deadLetters().discard(id)) ?? missing(id));
      return reply.code(204).send(null);
    },
  );

  function log(event: LogEvent, { id, data }: JobRow): void {
    telemetry.logger.info({ [ATTRIBUTES.jobId]: id, [ATTRIBUTES.jobRequestId]: data.request_id }, event);
  }
}

function missing(id: string): never {
  const detail = `There is no dead letter ${id}: it never was one, or was replayed, discarded or deleted with age.`;
  throw new ProblemError({ status: 404, code: 'dead_letter_not_found', detail });
}
