import { type Static, Type } from 'typebox';
import { ConversionResult, ConvertStoredRequest } from './picture.ts';

export const JOB_STATUSES = ['queued', 'active', 'retrying', 'succeeded', 'failed'] as const;

/** Body of `POST /v1/jobs`: one conversion from store to store. */
export const CreateJobRequest = ConvertStoredRequest;
export type CreateJobRequest = Static<typeof CreateJobRequest>;

/** Same key, same job: a repeated `POST /v1/jobs` returns the job that the first one made. */
export const IdempotencyKey = Type.String({ minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' });

export const JobFailure = Type.Object({
  code: Type.String({ description: 'The problem code of the last attempt' }),
  detail: Type.String(),
});
export type JobFailure = Static<typeof JobFailure>;

/** A job as `GET /v1/jobs/{id}` shows it. Times are ISO 8601 in UTC. */
export const Job = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    status: Type.Enum(JOB_STATUSES),
    request: CreateJobRequest,
    request_id: Type.String({ description: 'Of the request that made the job' }),
    trace_id: Type.Optional(Type.String()),
    attempts: Type.Integer({ minimum: 0 }),
    created_at: Type.String({ format: 'date-time' }),
    started_at: Type.Optional(Type.String({ format: 'date-time' })),
    finished_at: Type.Optional(Type.String({ format: 'date-time' })),
    result: Type.Optional(ConversionResult),
    failure: Type.Optional(JobFailure),
  },
  { $id: 'Job', title: 'Job' },
);
export type Job = Static<typeof Job>;

/** True when the job will not change any more by itself; a dead letter may be replayed. */
export function isFinished(job: Pick<Job, 'status'>): boolean {
  return job.status === 'succeeded' || job.status === 'failed';
}

/** Query of `GET /v1/jobs/{id}`: answer when the status differs from `unless`, or after `wait` seconds. */
export const GetJobQuery = Type.Object({
  unless: Type.Optional(Type.Enum(JOB_STATUSES, { description: 'The status the caller already knows' })),
  wait: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 60, default: 0, description: 'Seconds to wait for a change' }),
  ),
});
export type GetJobQuery = Static<typeof GetJobQuery>;

/** Query of `GET /v1/dead-letters`. */
export const ListDeadLettersQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Most to list' })),
  cursor: Type.Optional(
    Type.String({ pattern: '^[0-9]{1,16}_[0-9a-f-]{36}$', description: '`next_cursor` of the page before' }),
  ),
});
export type ListDeadLettersQuery = Static<typeof ListDeadLettersQuery>;

/** A page of jobs that failed although nothing is wrong with what they ask for; the last that failed comes first. */
export const DeadLetterPage = Type.Object(
  {
    dead_letters: Type.Array(Job),
    next_cursor: Type.Optional(Type.String({ description: 'There are more: ask with this as `cursor`' })),
  },
  { $id: 'DeadLetterPage', title: 'DeadLetterPage' },
);
export type DeadLetterPage = Static<typeof DeadLetterPage>;
