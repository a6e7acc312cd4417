import { type Static, Type } from 'typebox';
import { ConversionResult, ConvertStoredRequest, PictureName } from './picture.ts';

export const JOB_STATUSES = ['queued', 'active', 'retrying', 'succeeded', 'failed'] as const;

/** Body of `POST /v1/jobs`: one conversion from one store key to another, and the name of its upload if it has one. */
export const CreateJobRequest = Type.Object(
  { ...ConvertStoredRequest.properties, name: Type.Optional(PictureName) },
  { additionalProperties: false },
);
export type CreateJobRequest = Static<typeof CreateJobRequest>;

/** Makes `POST /v1/jobs` repeatable: a second request with the same key returns the job of the first. */
export const IdempotencyKey = Type.String({ minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' });

export const JobFailure = Type.Object({
  code: Type.String({ description: 'Problem code of the last attempt' }),
  detail: Type.String(),
});
export type JobFailure = Static<typeof JobFailure>;

/** How far a job is; its conversion shows the same. */
export const JOB_PROGRESS = {
  attempts: Type.Integer({ minimum: 0 }),
  created_at: Type.String({ format: 'date-time' }),
  started_at: Type.Optional(Type.String({ format: 'date-time' })),
  finished_at: Type.Optional(Type.String({ format: 'date-time' })),
  result: Type.Optional(ConversionResult),
  failure: Type.Optional(JobFailure),
};

/** A job as `GET /v1/jobs/{id}` shows it. Times are ISO 8601 in UTC. */
export const Job = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    status: Type.Enum(JOB_STATUSES),
    request: CreateJobRequest,
    request_id: Type.String({ description: 'Id of the request that created the job' }),
    trace_id: Type.Optional(Type.String()),
    ...JOB_PROGRESS,
  },
  { $id: 'Job', title: 'Job' },
);
export type Job = Static<typeof Job>;

/** True when the job has reached its final status. Only a replay can change it then. */
export function isFinished(job: Pick<Job, 'status'>): boolean {
  return job.status === 'succeeded' || job.status === 'failed';
}

/** Query of `GET /v1/jobs/{id}`: the reply comes when the status differs from `unless`, or after `wait` seconds. */
export const GetJobQuery = Type.Object({
  unless: Type.Optional(Type.Enum(JOB_STATUSES, { description: 'Status that the caller already knows' })),
  wait: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 60, default: 0, description: 'Longest wait for another status, in seconds' }),
  ),
});
export type GetJobQuery = Static<typeof GetJobQuery>;

/** Query of `GET /v1/dead-letters`. */
export const ListDeadLettersQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Largest number of dead letters in the reply' }),
  ),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9]{1,16}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: '`next_cursor` of the previous page',
    }),
  ),
});
export type ListDeadLettersQuery = Static<typeof ListDeadLettersQuery>;

/** A page of failed jobs whose request is valid, the latest failure first. */
export const DeadLetterPage = Type.Object(
  {
    dead_letters: Type.Array(Job),
    next_cursor: Type.Optional(Type.String({ description: 'Cursor of the next page; absent on the last page' })),
  },
  { $id: 'DeadLetterPage', title: 'DeadLetterPage' },
);
export type DeadLetterPage = Static<typeof DeadLetterPage>;
