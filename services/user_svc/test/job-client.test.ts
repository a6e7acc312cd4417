import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Job, ProblemError } from '@triptych/contracts';
import { type JobClient, jobClient } from '../src/job-client.ts';

const ID = '0190a2f2-7d80-7000-8000-000000000001';
const REQUEST = { source: 'sources/a', target: 'results/a', format: 'webp' } as const;
const JOB: Job = {
  id: ID,
  status: 'queued',
  request: REQUEST,
  request_id: 'abc-123-def',
  attempts: 0,
  created_at: '2026-11-22T10:00:00.000Z',
};
type Answer = (request: IncomingMessage, reply: ServerResponse) => unknown;

const answerWith =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, reply) =>
    reply.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

/** For assert.rejects: accepts a problem with these fields. */
const problem = (expected: Partial<ProblemError>) => (error: ProblemError) => {
  assert.partialDeepStrictEqual({ ...error, message: error.message }, expected);
  return true;
};

describe('the client of job_svc', () => {
  let server: Server;
  let jobs: JobClient;
  let answer: Answer;
  before(async () => {
    server = createServer((request, reply) => answer(request, reply)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    jobs = jobClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  beforeEach(() => {
    answer = answerWith(200, JOB);
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  it('creates a job with an idempotency key', async () => {
    const seen = Promise.withResolvers<unknown[]>();
    answer = async (request, reply) => {
      const { method, url, headers } = request;
      seen.resolve([method, url, headers['idempotency-key'], headers['content-type'], await json(request)]);
      answerWith(201, JOB)(request, reply);
    };
    assert.deepEqual(await jobs.create(REQUEST, 'key-1'), JOB);
    assert.deepEqual(await seen.promise, ['POST', '/v1/jobs', 'key-1', 'application/json', REQUEST]);
  });

  it('gets a job, and can wait for its change', async () => {
    const urls: (string | undefined)[] = [];
    answer = (request, reply) => {
      urls.push(request.url);
      answerWith(200, JOB)(request, reply);
    };
    assert.deepEqual(await jobs.get(ID), JOB);
    await jobs.get(ID, { unless: 'active', wait: 20 });
    assert.deepEqual(urls, [`/v1/jobs/${ID}?`, `/v1/jobs/${ID}?unless=active&wait=20`]);
  });

  for (const status of [400, 404, 409, 503])
    it(`passes ${status} on with code, detail and retry-after`, async () => {
      answer = answerWith(status, { code: 'some_code', detail: 'Some detail.' }, { 'retry-after': '7' });
      const expected = { status, code: 'some_code', message: 'Some detail.', headers: { 'retry-after': '7' } };
      await assert.rejects(jobs.create(REQUEST, 'key-1'), problem(expected));
      await assert.rejects(jobs.get(ID), problem(expected));
    });

  it('turns any other 5xx into a 502', async () => {
    answer = answerWith(500, { code: 'internal_error', detail: 'Something went wrong.' });
    await assert.rejects(jobs.get(ID), problem({ status: 502, code: 'internal_error' }));
    answer = answerWith(504, '<html>');
    await assert.rejects(
      jobs.get(ID),
      problem({ status: 502, code: 'job_svc_error', message: 'job_svc answered 504' }),
    );
  });

  it('turns a failed or broken connection into a 503 with retry-after', async () => {
    const expected = { status: 503, code: 'job_svc_unavailable', headers: { 'retry-after': '2' } };
    await assert.rejects(jobClient('http://127.0.0.1:1').get(ID), problem(expected));
    answer = (request) => request.socket.destroy();
    await assert.rejects(jobs.create(REQUEST, 'key-1'), problem(expected));
  });

  it('retries once when the connection breaks, and only once', async () => {
    let calls = 0;
    answer = (request, reply) => {
      calls += 1;
      return calls === 1 ? request.socket.destroy() : answerWith(201, JOB)(request, reply);
    };
    assert.deepEqual(await jobs.create(REQUEST, 'key-1'), JOB);
    assert.equal(calls, 2);
    answer = (request) => {
      calls += 1;
      request.socket.destroy();
    };
    await assert.rejects(jobs.get(ID), problem({ status: 503 }));
    assert.equal(calls, 4);
  });

  it('turns a reply that breaks off into a 503', async () => {
    answer = (_request, reply) => {
      reply.writeHead(200, { 'content-length': 1000 }).write('{', () => reply.destroy());
    };
    await assert.rejects(jobs.get(ID), problem({ status: 503, code: 'job_svc_unavailable' }));
  });

  it('waits ten seconds for a reply, plus the wait in the query', async (t) => {
    const seconds: number[] = [];
    t.mock.method(AbortSignal, 'timeout', (millis: number) => {
      seconds.push(millis / 1000);
      return AbortSignal.abort(new DOMException('timed out', 'TimeoutError'));
    });
    await assert.rejects(jobs.get(ID), problem({ status: 503, code: 'job_svc_unavailable' }));
    await assert.rejects(jobs.get(ID, { wait: 20 }), problem({ status: 503 }));
    await assert.rejects(jobs.check());
    assert.deepEqual(seconds, [10, 30, 1]);
  });

  it('stops waiting when the caller cancels', async () => {
    const caller = new AbortController();
    answer = () => caller.abort(new Error('gave up'));
    await assert.rejects(jobs.get(ID, { wait: 20 }, caller.signal), /gave up/);
  });

  it('checks that job_svc is ready', async () => {
    await jobs.check();
    answer = answerWith(500, {});
    await assert.rejects(jobs.check(), /job_svc answers 500/);
  });
});
