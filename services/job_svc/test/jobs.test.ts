import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Job } from '@triptych/contracts';
import type { JobWithMetadata } from 'pg-boss';
import { Value } from 'typebox/value';
import { type JobData, jobIdOf, toJob } from '../src/jobs.ts';
import { RESULT } from './support/image-svc.ts';
import { newRequest } from './support/service.ts';

const request = newRequest();
const created = new Date('2026-11-22T10:00:00.000Z');
const started = new Date('2026-11-22T10:00:01.000Z');
const ended = new Date('2026-11-22T10:00:02.000Z');
const failure = { code: 'picture_broken', detail: 'The picture is broken.' };

/** The columns of a queue row that are read, by default of a queued job. */
function row(changes: Partial<JobWithMetadata<JobData>> = {}): JobWithMetadata<JobData> {
  return {
    id: '0190a2f2-7d80-7000-8000-000000000001',
    state: 'created',
    data: { request, request_id: 'abc-123-def' },
    retryCount: 0,
    createdOn: created,
    startedOn: null,
    completedOn: null,
    output: null,
    ...changes,
  } as unknown as JobWithMetadata<JobData>;
}

describe('a row of the queue as a job', () => {
  it('is queued before its first attempt, with its request and request id', () => {
    assert.deepEqual(toJob(row({ data: { request, request_id: 'abc-123-def', trace_id: 'ab'.repeat(16) } })), {
      id: '0190a2f2-7d80-7000-8000-000000000001',
      status: 'queued',
      request,
      request_id: 'abc-123-def',
      trace_id: 'ab'.repeat(16),
      attempts: 0,
      created_at: '2026-11-22T10:00:00.000Z',
    });
  });

  it('counts the running attempt', () => {
    const { status, attempts, started_at } = toJob(row({ state: 'active', startedOn: started, retryCount: 2 }));
    assert.deepEqual([status, attempts, started_at], ['active', 3, '2026-11-22T10:00:01.000Z']);
  });

  it('is retrying between attempts, and shows no failure yet', () => {
    const job = toJob(row({ state: 'retry', startedOn: started, output: { failure } }));
    assert.deepEqual([job.status, job.attempts, job.failure, job.finished_at], ['retrying', 1, undefined, undefined]);
  });

  it('has its result once it has succeeded', () => {
    const job = toJob(row({ state: 'completed', startedOn: started, completedOn: ended, output: { result: RESULT } }));
    assert.deepEqual([job.status, job.result, job.finished_at], ['succeeded', RESULT, '2026-11-22T10:00:02.000Z']);
    assert.equal(job.failure, undefined);
  });

  it('has its failure once it has failed', () => {
    const job = toJob(row({ state: 'failed', startedOn: started, completedOn: ended, output: { failure } }));
    assert.deepEqual([job.status, job.failure], ['failed', failure]);
  });

  it('has a failure of its own when every attempt was lost, or when it was cancelled', () => {
    assert.equal(toJob(row({ state: 'failed' })).failure?.code, 'attempts_lost');
    assert.equal(toJob(row({ state: 'failed', output: { message: 'heartbeat' } })).failure?.code, 'attempts_lost');
    const cancelled = toJob(row({ state: 'cancelled' }));
    assert.deepEqual([cancelled.status, cancelled.failure?.code], ['failed', 'cancelled']);
  });

  it('fits its schema in every state', () => {
    for (const state of ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'] as const) {
      assert.ok(Value.Check(Job, toJob(row({ state, startedOn: started }))), state);
    }
  });
});

describe('the id of a job', () => {
  it('is the same UUID for the same Idempotency-Key, and different for another', () => {
    assert.match(jobIdOf('order-1'), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(jobIdOf('order-1'), jobIdOf('order-1'));
    assert.notEqual(jobIdOf('order-1'), jobIdOf('order-2'));
  });
});
