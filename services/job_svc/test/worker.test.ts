import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Job } from '@triptych/contracts';
import { done, hangUp, problem } from './support/image-svc.ts';
import { newRequest, type Service, startService } from './support/service.ts';

const RETRY_LIMIT = 2;
let service: Service;
before(async () => {
  service = await startService({ retryLimit: RETRY_LIMIT });
});
after(() => service.stop());

const linesOf = (job: Job) => service.capture.lines().filter(({ metadata }) => metadata['job.id'] === job.id);
const sample = async (name: string, labels = {}) => (await service.capture.sample(name, labels)) ?? 0;

/** Growth of a sample during `work`; other tests may add to it. */
async function growth(name: string, labels: Record<string, string>, work: () => Promise<unknown>): Promise<number> {
  const before = await sample(name, labels);
  await work();
  return (await sample(name, labels)) - before;
}

describe('a job', { concurrency: true }, () => {
  it('is retried with a growing delay after temporary failures, and succeeds', async () => {
    const request = newRequest();
    const answers = [problem(503, 'pool_full'), hangUp, done];
    service.image.answer(request.source, (attempt) => answers[attempt - 1] ?? done);
    const job = await service.finished((await service.create(request)).id);
    assert.deepEqual([job.status, job.attempts, job.failure], ['succeeded', 3, undefined]);

    const times = service.image.callsOf(request.source).map(({ at }) => at / 1000);
    const [first = 0, second = 0] = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    // One second, with jitter up to two, then twice that; polling adds at most a second.
    assert.ok(first >= 0.99 && first < 4, `first retry after ${first} s`);
    assert.ok(second >= 1.99 && second < 6, `second retry after ${second} s`);
    assert.deepEqual(
      linesOf(job).flatMap(({ message, severity }) => (message === 'job retrying' ? [severity] : [])),
      ['warning', 'warning'],
    );
  });

  it('fails, with the last failure, when no retry is left', async () => {
    const request = newRequest();
    service.image.answer(request.source, (attempt) => problem(503, `failure_${attempt}`));
    const failed = growth('job_svc_attempts_total', { outcome: 'failed' }, async () => {
      const job = await service.finished((await service.create(request)).id);
      assert.deepEqual([job.status, job.attempts], ['failed', RETRY_LIMIT + 1]);
      assert.deepEqual(job.failure, { code: 'failure_3', detail: 'because of failure_3' });
      assert.equal(linesOf(job).at(-1)?.message, 'job failed');
      assert.equal(linesOf(job).at(-1)?.severity, 'error');
    });
    assert.equal(await failed, 1);
    assert.equal(await sample('job_svc_job_duration_seconds_count', { outcome: 'failed' }), 1);
    assert.ok((await sample('job_svc_attempts_total', { outcome: 'retried' })) >= RETRY_LIMIT);
    assert.equal(service.image.callsOf(request.source).length, RETRY_LIMIT + 1);
  });

  it('is rejected at once, with the code and detail of the problem, when it can never succeed', async () => {
    const request = newRequest();
    service.image.answer(request.source, () => problem(422, 'picture_broken'));
    const job = await service.finished((await service.create(request)).id);
    assert.deepEqual([job.status, job.attempts], ['failed', 1]);
    assert.deepEqual(job.failure, { code: 'picture_broken', detail: 'because of picture_broken' });
    const line = linesOf(job).find(({ message }) => message === 'job failed');
    assert.equal(line?.metadata['problem.code'], 'picture_broken');
    assert.equal(line?.metadata['problem.detail'], 'because of picture_broken');
    assert.equal(service.image.callsOf(request.source).length, 1);
  });

  it('is picked up within 50 ms of being sent', async () => {
    for (let i = 0; i < 3; i += 1) await service.finished((await service.create(newRequest())).id);
    const delays: number[] = [];
    for (let i = 0; i < 15; i += 1) {
      const job = await service.finished((await service.create(newRequest())).id);
      delays.push(Date.parse(job.started_at ?? '') - Date.parse(job.created_at));
    }
    const median = delays.sort((a, b) => a - b)[7] ?? Number.NaN;
    assert.ok(median < 50, `median ${median} ms of ${delays}`);
    assert.ok((await sample('job_svc_pickup_delay_seconds_count')) >= 18);
  });

  it('is counted and timed by its outcome', async () => {
    const broken = newRequest();
    service.image.answer(broken.source, () => problem(415, 'unsupported_format'));
    for (const [request, outcome] of [
      [newRequest(), 'succeeded'],
      [broken, 'rejected'],
    ] as const) {
      const work = async () => service.finished((await service.create(request)).id);
      assert.ok((await growth('job_svc_attempts_total', { outcome }, work)) >= 1);
      assert.ok((await sample('job_svc_job_duration_seconds_count', { outcome })) >= 1);
      assert.ok((await sample('job_svc_job_duration_seconds_sum', { outcome })) > 0);
    }
  });

  it('that did not succeed marks its span, so that a sampling Collector keeps the trace', async () => {
    const broken = newRequest();
    service.image.answer(broken.source, () => problem(422, 'picture_broken'));
    for (const [request, mark] of [
      [newRequest(), undefined],
      [broken, true],
    ] as const) {
      const { id } = await service.finished((await service.create(request)).id);
      const spanOf = () =>
        service.capture.spans().find(({ attributes }) => attributes['job.outcome'] && attributes['job.id'] === id);
      await service.capture.until(() => spanOf() !== undefined);
      assert.equal(spanOf()?.attributes['trace.keep'], mark);
    }
  });

  it('links its duration to its trace', async () => {
    const { id } = await service.create(newRequest());
    const { trace_id = 'none' } = await service.finished(id);
    const metrics = await service.capture.telemetry.metrics.registry.getMetricsAsJSON();
    const exemplars = JSON.stringify(metrics.find(({ name }) => name === 'job_svc_job_duration_seconds'));
    assert.match(exemplars, /"trace_id":"[0-9a-f]{32}"/);
    assert.match(trace_id, /^[0-9a-f]{32}$/);
  });
});

describe('the queue', () => {
  it('has metrics for waiting and running jobs, and for the age of the oldest', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof done>();
    const requests = Array.from({ length: 6 }, newRequest);
    for (const { source } of requests) service.image.answer(source, () => promise);
    const jobs = await Promise.all(requests.map((request) => service.create(request)));
    const started = () => service.capture.lines().filter(({ message }) => message === 'job attempt started');
    const ids = jobs.map(({ id }) => id);
    await service.capture.until(
      () => started().filter(({ metadata }) => ids.includes(String(metadata['job.id']))).length === 4,
    );
    assert.equal(await sample('job_svc_queue_connected'), 1);
    assert.equal(await sample('job_svc_queue_depth', { state: 'active' }), 4);
    assert.equal(await sample('job_svc_queue_depth', { state: 'queued' }), 2);
    assert.equal(await sample('job_svc_queue_depth', { state: 'retrying' }), 0);
    const age = await sample('job_svc_queue_oldest_age_seconds');
    assert.ok(age > 0 && age < 20, `${age} s`);

    resolve(done);
    await Promise.all(jobs.map(({ id }) => service.finished(id)));
    assert.equal(await sample('job_svc_queue_depth', { state: 'active' }), 0);
    assert.equal(await sample('job_svc_queue_oldest_age_seconds'), 0);
  });
});
