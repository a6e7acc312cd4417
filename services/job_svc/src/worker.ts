import { trace } from '@opentelemetry/api';
import { ATTRIBUTES, METRICS } from '@triptych/catalogue';
import type { Telemetry } from '@triptych/telemetry';
import type { JobResult } from 'pg-boss';
import type { Convert } from './attempt.ts';
import type { JobOutput } from './jobs.ts';
import type { Work } from './queue.ts';

/** Creates the worker: it makes one attempt at a job and records the outcome in queue, metrics, CONSUMER span and log. */
export function createWorker(convert: Convert, { metrics, logger }: Telemetry): Work {
  const attempts = metrics.counter(METRICS.jobAttempts);
  const duration = metrics.histogram(METRICS.jobDuration);
  const pickup = metrics.histogram(METRICS.jobPickup);

  return async (job): Promise<JobResult<JobOutput>> => {
    const fields = { [ATTRIBUTES.jobId]: job.id, [ATTRIBUTES.jobAttempt]: job.retryCount + 1 };
    const due = Math.max(job.createdOn.getTime(), new Date(job.startAfter).getTime());
    pickup.observe({}, Math.max(0, job.startedOn.getTime() - due) / 1000);
    logger.info(fields, 'job attempt started');

    const attempt = await convert(job.data.request, job.signal);
    const isLast = job.retryCount >= job.retryLimit;
    const outcome = attempt.outcome !== 'retryable' ? attempt.outcome : isLast ? 'failed' : 'retried';
    trace.getActiveSpan()?.setAttributes({
      ...fields,
      [ATTRIBUTES.jobOutcome]: outcome,
      ...(outcome !== 'succeeded' && { [ATTRIBUTES.traceKeep]: true }),
    });
    attempts.add({ outcome });
    if (outcome !== 'retried') duration.observe({ outcome }, (Date.now() - job.createdOn.getTime()) / 1000);

    if (attempt.outcome === 'succeeded') {
      logger.info(fields, 'job succeeded');
      return { id: job.id, status: 'completed', output: { result: attempt.result } };
    }
    const { failure } = attempt;
    const line = { ...fields, [ATTRIBUTES.problemCode]: failure.code, [ATTRIBUTES.problemDetail]: failure.detail };
    if (outcome === 'retried') logger.warn(line, 'job retrying');
    else logger.error(line, 'job failed');
    // `deadletter` skips the remaining retries: an invalid request would fail again.
    const output: JobOutput = attempt.outcome === 'rejected' ? { failure, rejected: true } : { failure };
    return { id: job.id, status: outcome === 'retried' ? 'failed' : 'deadletter', output };
  };
}
