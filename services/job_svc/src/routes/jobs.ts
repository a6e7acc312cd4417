import { isDeepStrictEqual } from 'node:util';
import { isSpanContextValid, trace } from '@opentelemetry/api';
import { ATTRIBUTES } from '@triptych/catalogue';
import { CreateJobRequest, GetJobQuery, IdempotencyKey, Job, ProblemError } from '@triptych/contracts';
import { clientSignal, type Server } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import { Type } from 'typebox';
import { v7 as uuidv7 } from 'uuid';
import type { Connection } from '../connection.ts';
import { jobIdOf, toJob } from '../jobs.ts';

export interface JobRoutesOptions {
  readonly telemetry: Telemetry;
  readonly connection: Connection;
}

const JobPath = Type.Object({ id: Type.String({ format: 'uuid' }) });

export async function jobRoutes(app: Server, { telemetry: { logger }, connection }: JobRoutesOptions): Promise<void> {
  app.addSchema(Job);
  // A process that stops answers waiting clients with the job as it is. They then ask another process.
  app.addHook('preClose', async () => connection.wake());

  app.post(
    '/v1/jobs',
    {
      schema: {
        tags: ['jobs'],
        summary: 'Create a job',
        description: 'A repeated request with the same Idempotency-Key and body gets 200 and the existing job.',
        headers: Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) }),
        body: CreateJobRequest,
        response: { 200: Job, 201: Job },
      },
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      const id = key ? jobIdOf(key) : uuidv7();
      const { queue } = connection.current();
      const span = trace.getActiveSpan()?.spanContext();
      const created = await queue.send(id, {
        request: request.body,
        request_id: request.id,
        ...(span && isSpanContextValid(span) && { trace_id: span.traceId }),
      });
      const job = await find(id);
      if (!created && !isDeepStrictEqual(job.request, request.body)) {
        throw new ProblemError({
          status: 409,
          code: 'idempotency_key_reused',
          detail: 'This Idempotency-Key belongs to another request. Use a new key for a new job.',
        });
      }
      if (created) logger.info({ [ATTRIBUTES.jobId]: id }, 'job created');
      return reply
        .code(created ? 201 : 200)
        .header('location', `/v1/jobs/${id}`)
        .send(job);
    },
  );

  app.get(
    '/v1/jobs/:id',
    {
      schema: {
        tags: ['jobs'],
        summary: 'Get a job; with `wait` the reply comes when the job has changed',
        params: JobPath,
        querystring: GetJobQuery,
        response: { 200: Job },
      },
    },
    async ({ params: { id }, query: { unless, wait = 0 } }, reply) => {
      const { changes } = connection.current();
      const timeUp = AbortSignal.any([clientSignal(reply), AbortSignal.timeout(wait * 1000)]);
      for (;;) {
        // Listening starts before reading, so that no change is missed between the two.
        const change = changes.next(id, timeUp);
        const job = await find(id);
        if (job.status !== unless || timeUp.aborted || wait === 0 || app.draining) return job;
        await change;
      }
    },
  );

  async function find(id: string): Promise<Job> {
    const row = await connection.current().queue.get(id);
    if (row) return toJob(row);
    const detail = `There is no job ${id}. Finished jobs are deleted after their retention.`;
    throw new ProblemError({ status: 404, code: 'job_not_found', detail });
  }
}
