import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Job, type Problem } from '@triptych/contracts';
import { Value } from 'typebox/value';
import { done } from '../support/image-svc.ts';
import { newRequest, type Service, startService } from '../support/service.ts';

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service.stop());

/** A job that stays active until `finish` is called. */
async function activeJob() {
  const request = newRequest();
  const { promise, resolve } = Promise.withResolvers<typeof done>();
  service.image.answer(request.source, () => promise);
  const { id } = await service.create(request);
  const job = await service.get(id, '?unless=queued&wait=10');
  assert.equal(job.status, 'active');
  return { id, finish: () => resolve(done) };
}

describe('POST /v1/jobs', () => {
  it('creates a job and returns its location', async () => {
    const reply = await service.post(newRequest(), { 'x-request-id': 'abc-123-def' });
    assert.equal(reply.status, 201);
    const job = (await reply.json()) as Job;
    assert.ok(Value.Check(Job, job));
    assert.equal(reply.headers.get('location'), `/v1/jobs/${job.id}`);
    assert.equal(job.request_id, 'abc-123-def');
    assert.equal((await service.get(job.id)).id, job.id);
  });

  it('answers the same Idempotency-Key and body with the existing job', async () => {
    const request = newRequest();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await service.create(request, headers);
    await service.finished(first.id);
    const again = await service.post(request, headers);
    assert.equal(again.status, 200);
    assert.equal(((await again.json()) as Job).id, first.id);
    assert.equal(service.image.callsOf(request.source).length, 1);
  });

  it('creates one job from many simultaneous requests with the same Idempotency-Key', async () => {
    const request = newRequest();
    const headers = { 'idempotency-key': randomUUID() };
    const replies = await Promise.all(Array.from({ length: 8 }, () => service.post(request, headers)));
    const statuses = replies.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 200, 201]);
    const ids = new Set(await Promise.all(replies.map(async (reply) => ((await reply.json()) as Job).id)));
    assert.equal(ids.size, 1);
  });

  it('refuses an Idempotency-Key that was used for another body', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await service.create(newRequest(), headers);
    const reply = await service.post(newRequest(), headers);
    assert.equal(reply.status, 409);
    assert.equal(((await reply.json()) as Problem).code, 'idempotency_key_reused');
  });

  it('names each invalid field', async () => {
    const reply = await service.post({ source: '../secret', format: 'bmp', width: 0, colour: 'red' });
    assert.equal(reply.status, 400);
    const { code, errors = [] } = (await reply.json()) as Problem;
    assert.equal(code, 'invalid_request');
    assert.deepEqual(errors.map(({ field }) => field).sort(), ['colour', 'format', 'source', 'target', 'width']);
  });

  it('keeps the name of the upload, and refuses one that is too long or not a name', async () => {
    const name = 'Übung 日本 😀.jpg';
    const { id } = await service.create({ ...newRequest(), name });
    const job = await service.finished(id);
    assert.deepEqual([job.request.name, job.status], [name, 'succeeded']);
    for (const bad of ['', 'a'.repeat(201), 'a/b', 'a\\b', 'a\nb', 'a\0b'])
      assert.equal((await service.post({ ...newRequest(), name: bad })).status, 400, JSON.stringify(bad));
  });

  it('refuses an Idempotency-Key with spaces, and a body that is not JSON', async () => {
    assert.equal((await service.post(newRequest(), { 'idempotency-key': 'a b' })).status, 400);
    const reply = await fetch(`${service.base}/v1/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"source":',
    });
    assert.equal(reply.status, 400);
    assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  });
});

describe('GET /v1/jobs/{id}', () => {
  it('answers an unknown id with 404, and refuses an id that is not a UUID', async () => {
    const unknown = await fetch(`${service.base}/v1/jobs/${randomUUID()}`);
    assert.equal(unknown.status, 404);
    assert.equal(((await unknown.json()) as Problem).code, 'job_not_found');
    assert.equal((await fetch(`${service.base}/v1/jobs/seven`)).status, 400);
  });

  it('answers at the change for which it waits, neither earlier nor later', async () => {
    const { id, finish } = await activeJob();
    let answered = false;
    const reply = service.get(id, '?unless=active&wait=20').finally(() => {
      answered = true;
    });
    // Without a wait, the reply would have come before this.
    assert.equal((await service.get(id)).status, 'active');
    assert.equal(answered, false);
    const finishedAt = performance.now();
    finish();
    assert.equal((await reply).status, 'succeeded');
    assert.ok(performance.now() - finishedAt < 1000);
  });

  it('answers at once when the status differs from the known one, or when the caller does not wait', async () => {
    const { id, finish } = await activeJob();
    const startedAt = performance.now();
    assert.equal((await service.get(id, '?unless=queued&wait=20')).status, 'active');
    assert.equal((await service.get(id, '?wait=20')).status, 'active');
    assert.equal((await service.get(id, '?unless=active')).status, 'active');
    assert.ok(performance.now() - startedAt < 5000);
    finish();
    await service.finished(id);
  });

  it('answers without a change when the wait is over', async () => {
    const { id, finish } = await activeJob();
    const startedAt = performance.now();
    assert.equal((await service.get(id, '?unless=active&wait=1')).status, 'active');
    const seconds = (performance.now() - startedAt) / 1000;
    assert.ok(seconds >= 0.99 && seconds < 3, `answered after ${seconds} s`);
    finish();
    await service.finished(id);
  });

  it('refuses to wait for more than a minute', async () => {
    const reply = await fetch(`${service.base}/v1/jobs/${randomUUID()}?wait=61`);
    assert.equal(reply.status, 400);
    assert.deepEqual(((await reply.json()) as Problem).errors, [
      { field: 'wait', message: 'must be a whole number from 0 to 60' },
    ]);
  });
});
