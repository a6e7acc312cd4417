import type { ConversionResult, CreateJobRequest, Job, JobFailure } from '@triptych/contracts';
import type { JobWithMetadata } from 'pg-boss';
import { v5 as uuidv5 } from 'uuid';

/** What a job carries through the queue. The trace context travels beside it, in pg-boss's own column. */
export interface JobData {
  readonly request: CreateJobRequest;
  readonly request_id: string;
  readonly trace_id?: string;
}

/** What an attempt leaves behind. */
export type JobOutput =
  | { readonly result: ConversionResult }
  /** Rejected: the request is at fault, and would fail again. */
  | { readonly failure: JobFailure; readonly rejected?: true };

/** What is read of a row of the queue. */
export type JobRow = Pick<
  JobWithMetadata<JobData>,
  'id' | 'state' | 'data' | 'retryCount' | 'createdOn' | 'startedOn' | 'completedOn' | 'output'
>;

/** Namespace of job ids that come from an Idempotency-Key; any fixed UUID does. */
const IDEMPOTENCY_NAMESPACE = '0d0f2f4c-5c1e-4b53-9a3c-6c9a3f5d5a11';

/** The same key always names the same job, so the queue's primary key keeps it single. */
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

/** A row of the queue as the API shows it. */
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

/** The failure of a job whose attempts ended without one: the worker died or ran out of time each time. */
function lost(state: JobWithMetadata['state']): JobFailure {
  return state === 'cancelled'
    ? { code: 'cancelled', detail: 'The job was cancelled.' }
    : { code: 'attempts_lost', detail: 'Every attempt was cut off before it could say how it ended.' };
}
