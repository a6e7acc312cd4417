import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DeadLetterPage, type Job, type Problem } from '@triptych/contracts';
import { Client } from 'pg';
import { Value } from 'typebox/value';
import { done, problem } from '../support/image-svc.ts';
import { newRequest, type Service, startService } from '../support/service.ts';

let service: Service;
let client: Client;
before(async () => {
  service = await startService({ retryLimit: 0 });
  client = new Client(service.postgres.url);
  await client.connect();
});
after(async () => {
  await client.end();
  await service.stop();
});
beforeEach(async () => {
  for (const { id } of await listed()) await call('DELETE', id);
});

const url = (id = '', action = '') => `${service.base}/v1/dead-letters/${id}${action}`;
const call = (method: 'DELETE' | 'POST', id: string, action = '', headers = {}) =>
  fetch(url(id, action), { method, headers });

async function page(query = ''): Promise<DeadLetterPage> {
  const reply = await fetch(`${service.base}/v1/dead-letters${query}`);
  assert.equal(reply.status, 200);
  const body = (await reply.json()) as DeadLetterPage;
  assert.ok(Value.Check(DeadLetterPage, body));
  return body;
}

async function listed(): Promise<Job[]> {
  return (await page('?limit=100')).dead_letters;
}

/** A job that fails for good at its first attempt; other jobs succeed. */
async function deadLetter(headers: Record<string, string> = {}): Promise<Job> {
  const request = newRequest();
  service.image.answer(request.source, (attempt) => (attempt === 1 ? problem(503, 'pool_full') : done));
  const job = await service.finished((await service.create(request, headers)).id);
  assert.equal(job.status, 'failed');
  return job;
}

async function isNotFound(reply: Response): Promise<void> {
  assert.equal(reply.status, 404);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  assert.equal(((await reply.json()) as Problem).code, 'dead_letter_not_found');
}

describe('GET /v1/dead-letters', () => {
  it('lists jobs without a retry left, with last error, attempts, time and request id', async () => {
    const job = await deadLetter({ 'x-request-id': 'abc-123-def' });
    assert.deepEqual(await page(), { dead_letters: [job] });
    assert.deepEqual([job.request_id, job.attempts], ['abc-123-def', 1]);
    assert.deepEqual(job.failure, { code: 'pool_full', detail: 'because of pool_full' });
    assert.match(job.finished_at ?? '', /^\d{4}-.*Z$/);
  });

  it('lists jobs whose attempts were all lost', async () => {
    const { id } = await deadLetter();
    await client.query(`UPDATE pgboss.job SET output = '{"message": "heartbeat"}' WHERE id = $1`, [id]);
    assert.equal((await listed())[0]?.failure?.code, 'attempts_lost');
  });

  it('leaves out jobs with an invalid request, and jobs that succeeded', async () => {
    const broken = newRequest();
    service.image.answer(broken.source, () => problem(422, 'picture_broken'));
    for (const request of [broken, newRequest()]) await service.finished((await service.create(request)).id);
    assert.deepEqual(await listed(), []);
  });

  it('lists the latest failure first, page by page, even when jobs of a page are removed meanwhile', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.unshift((await deadLetter()).id);
    const seen: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const { dead_letters, next_cursor } = await page(`?limit=2${cursor && `&cursor=${cursor}`}`);
      assert.ok(dead_letters.length <= 2);
      for (const { id } of dead_letters) await call('DELETE', id);
      seen.push(...dead_letters.map(({ id }) => id));
      cursor = next_cursor;
    }
    assert.deepEqual(seen, ids);
  });

  it('refuses invalid limits and cursors', async () => {
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'cursor=1_2'])
      assert.equal((await fetch(`${service.base}/v1/dead-letters?${query}`)).status, 400, query);
  });
});

describe('POST /v1/dead-letters/{id}/replay', () => {
  it('runs the same job again, with all its attempts and a new retention', async () => {
    const { id, request } = await deadLetter({ 'x-request-id': 'abc-123-def' });
    await client.query('UPDATE pgboss.job SET keep_until = now() WHERE id = $1', [id]);
    const reply = await call('POST', id, '/replay', { 'x-request-id': 'replay-request' });
    assert.equal(reply.status, 202);
    assert.equal(reply.headers.get('location'), `/v1/jobs/${id}`);
    const replayed = (await reply.json()) as Job;
    assert.deepEqual([replayed.id, replayed.status, replayed.failure], [id, 'retrying', undefined]);

    const job = await service.finished(id);
    assert.deepEqual([job.status, job.attempts, job.request_id], ['succeeded', 2, 'abc-123-def']);
    assert.equal(service.image.callsOf(request.source).length, 2);
    assert.equal(service.image.callsOf(request.source)[1]?.headers['x-request-id'], 'abc-123-def');
    assert.deepEqual(await listed(), []);
    const { rows } = await client.query('SELECT keep_until > now() + $2 AS kept FROM pgboss.job WHERE id = $1', [
      id,
      '50 minutes',
    ]);
    assert.deepEqual(rows, [{ kept: true }]);
    await isNotFound(await call('POST', id, '/replay'));
  });

  it('continues the trace of the job, and links to it from its own trace', async () => {
    const { id, trace_id } = await deadLetter();
    await call('POST', id, '/replay', { 'x-request-id': 'replay-request' });
    await service.finished(id);
    const spans = (name: string) => service.capture.spans().filter((span) => span.name === name);
    const attempts = () =>
      spans('process conversions').filter((span) => span.spanContext().traceId === trace_id).length;
    const replay = () => spans('POST /v1/dead-letters/:id/replay').at(-1);
    await service.capture.until(() => attempts() === 2 && replay()?.attributes.request_id === 'replay-request');
    assert.deepEqual(
      replay()?.links.map(({ context }) => context.traceId),
      [trace_id],
    );
    assert.notEqual(replay()?.spanContext().traceId, trace_id);
  });

  it('leaves a dead letter again when the job fails again', async () => {
    const request = newRequest();
    service.image.answer(request.source, (attempt) => problem(503, `failure_${attempt}`));
    const { id } = await service.finished((await service.create(request)).id);
    await call('POST', id, '/replay');
    await service.finished(id);
    const [again] = await listed();
    assert.deepEqual([again?.id, again?.attempts, again?.failure?.code], [id, 2, 'failure_2']);
  });

  it('happens once when many clients request it at once', async () => {
    const { id, request } = await deadLetter();
    const replies = await Promise.all(Array.from({ length: 6 }, () => call('POST', id, '/replay')));
    assert.deepEqual(replies.map(({ status }) => status).sort(), [202, 404, 404, 404, 404, 404]);
    await service.finished(id);
    assert.equal(service.image.callsOf(request.source).length, 2);
  });
});

describe('DELETE /v1/dead-letters/{id}', () => {
  it('deletes the job', async () => {
    const { id } = await deadLetter();
    const reply = await call('DELETE', id);
    assert.deepEqual([reply.status, await reply.text()], [204, '']);
    assert.deepEqual(await listed(), []);
    assert.equal((await fetch(`${service.base}/v1/jobs/${id}`)).status, 404);
    await isNotFound(await call('DELETE', id));
  });
});

describe('a dead letter', () => {
  it('is not found when no job has its id, or when that job is no dead letter', async () => {
    const { id } = await service.finished((await service.create(newRequest())).id);
    for (const unknown of [id, randomUUID()]) {
      await isNotFound(await call('POST', unknown, '/replay'));
      await isNotFound(await call('DELETE', unknown));
    }
    assert.equal((await service.get(id)).status, 'succeeded');
    assert.equal((await call('DELETE', 'seven')).status, 400);
  });

  it('is counted, and its replay or discard is logged with the request that created the job', async () => {
    const { id } = await deadLetter({ 'x-request-id': 'abc-123-def' });
    const discarded = await deadLetter();
    assert.equal(await service.capture.sample('job_svc_dead_letters'), 2);
    await call('POST', id, '/replay');
    await service.finished(id);
    await call('DELETE', discarded.id);
    assert.equal(await service.capture.sample('job_svc_dead_letters'), 0);
    const lineOf = (message: string, job: string) =>
      service.capture.lines().find((line) => line.message === message && line.metadata['job.id'] === job);
    assert.equal(lineOf('job replayed', id)?.metadata['job.request_id'], 'abc-123-def');
    assert.ok(lineOf('job discarded', discarded.id));
  });
});
