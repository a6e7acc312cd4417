import type { ConversionResult, CreateJobRequest, Job, JobFailure } from '@triptych/contracts';
import type { JobWithMetadata } from 'pg-boss';
import { v5 as uuidv5 } from 'uuid';

/** The data of a job in the queue. Its trace context is in a column of pg-boss. */
export interface JobData {
  readonly request: CreateJobRequest;
  readonly request_id: string;
  readonly trace_id?: string;
}

/** The output of an attempt, stored with the job. */
export type JobOutput =
  | { readonly result: ConversionResult }
  /** `rejected`: the request is invalid and would fail again. */
  | { readonly failure: JobFailure; readonly rejected?: true };

/** The columns of the queue that are read. */
export type JobRow = Pick<
  JobWithMetadata<JobData>,
  'id' | 'state' | 'data' | 'retryCount' | 'createdOn' | 'startedOn' | 'completedOn' | 'output'
>;

/** UUID namespace of job ids that come from an Idempotency-Key: a random constant. */
const IDEMPOTENCY_NAMESPACE = '0d0f2f4c-5c1e-4b53-9a3c-6c9a3f5d5a11';

/** Derives the job id from the key, so that the primary key of the queue prevents duplicates. */
export function jobIdOf(idempotencyKey: string): string {
  return uuidv5(idempotencyKey, IDEMPOTENCY_NAMESPACE);
}

const STATUS = {
  created: 'queued',
  retry: 'retrying',
  active: 'active',
  completed: 'succeeded',
  cancelled: 'failed',
  failed: 'failed',
} as const satisfies Record<JobWithMetadata['state'], Job['status']>;

/** Turns a row of the queue into a job as the API shows it. */
export function toJob(row: JobRow): Job {
  const status = STATUS[row.state];
  const output = row.output as Partial<{ result: ConversionResult; failure: JobFailure }> | null;
  const { request, request_id, trace_id } = row.data;
  return {
    id: row.id,
    status,
    request,
    request_id,
    ...(trace_id && { trace_id }),
    attempts: row.startedOn ? row.retryCount + 1 : 0,
    created_at: row.createdOn.toISOString(),
    ...(row.startedOn && { started_at: row.startedOn.toISOString() }),
    ...(row.completedOn && { finished_at: row.completedOn.toISOString() }),
    ...(status === 'succeeded' && output?.result && { result: output.result }),
    ...(status === 'failed' && { failure: output?.failure ?? lost(row.state) }),
  };
}

/** The failure of a job without a recorded one: its worker died or timed out at each attempt. */
function lost(state: JobWithMetadata['state']): JobFailure {
  return state === 'cancelled'
    ? { code: 'cancelled', detail: 'The job was cancelled.' }
    : { code: 'attempts_lost', detail: 'Every attempt was interrupted before it could record its outcome.' };
}
