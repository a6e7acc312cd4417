import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { ProblemError } from '@triptych/contracts';
import { Client } from 'pg';
import { toProblem } from '../src/queue-errors.ts';
import { newRequest, type Service, startService } from './support/service.ts';

const coded = (code: string, message = 'no') => Object.assign(new Error(message), { code });

describe('an error of the database', () => {
  for (const [what, error] of [
    ['a refused connection', coded('ECONNREFUSED')],
    ['refused connections to all addresses', new AggregateError([coded('ECONNREFUSED')], 'all failed')],
    ['an unknown host', coded('ENOTFOUND')],
    ['a broken connection', coded('ECONNRESET')],
    ['an ended connection', new Error('Connection terminated unexpectedly')],
    ['a broken client', new Error('Client has encountered a connection error and is not queryable')],
    ['a closed pool', new Error('Cannot use a pool after calling end on the pool')],
    ['a server that shuts down', coded('57P01')],
    ['a server that starts', coded('57P03')],
    ['a server with too many clients', coded('53300')],
    ['a server with a full disk', coded('53100')],
    ['a wrong password', coded('28P01')],
    ['a replica that takes no writes', coded('25006')],
    ['a broken connection, as a cause', new Error('not sent', { cause: coded('08006') })],
  ] as const)
    it(`is 503 queue_unavailable after ${what}`, () => {
      const problem = toProblem(error);
      assert.ok(problem instanceof ProblemError);
      assert.deepEqual([problem.status, problem.code, problem.cause], [503, 'queue_unavailable', error]);
      assert.deepEqual(problem.headers, { 'retry-after': '2' });
    });

  for (const [what, error] of [
    ['a query without an answer', new Error('Query read timeout')],
    ['a wait for a connection', new Error('timeout exceeded when trying to connect')],
    ['a cancelled statement', coded('57014')],
    ['a lock that others hold', coded('55P03')],
    ['a deadlock', coded('40P01')],
  ] as const)
    it(`is 503 queue_timeout after ${what}`, () => {
      const problem = toProblem(error);
      assert.ok(problem instanceof ProblemError);
      assert.deepEqual([problem.status, problem.code, problem.cause], [503, 'queue_timeout', error]);
      assert.deepEqual(problem.headers, { 'retry-after': '2' });
    });

  for (const [what, error] of [
    ['a value that is not valid', coded('22P02')],
    ['a constraint', coded('23514')],
    ['an unknown column', coded('42703')],
    ['a bug of ours', new TypeError('x is not a function')],
    ['a queue that is missing', new Error('Queue conversions does not exist')],
  ] as const)
    it(`is passed on, and so becomes 500, after ${what}`, () => assert.equal(toProblem(error), error));

  it('leaves problems as they are', () => {
    const problem = new ProblemError({
      status: 404,
      code: 'job_not_found',
      detail: 'no',
      cause: coded('ECONNREFUSED'),
    });
    assert.equal(toProblem(problem), problem);
  });
});

describe('job_svc, on a real database,', () => {
  let service: Service;
  let client: Client;
  before(async () => {
    service = await startService({ queryMillis: 2000 });
    client = new Client(service.postgres.url);
    await client.connect();
  });
  after(async () => {
    await client.end();
    await service.stop();
  });

  async function problemOf(reply: Response, status: number, code: string) {
    const problem = (await reply.json()) as { code: string; detail: string; request_id: string };
    assert.deepEqual([reply.status, problem.code], [status, code]);
    assert.equal(reply.headers.get('content-type'), 'application/problem+json');
    return problem;
  }
  /** The error of the line about a request, with its causes. */
  const loggedCause = (id: string) =>
    JSON.stringify(
      service.capture
        .lines()
        .find(({ message, metadata }) => message === 'request failed' && metadata.request_id === id)?.metadata.err,
    );

  it('answers a refused query with 500, and logs the cause', async () => {
    await client.query(
      `ALTER TABLE pgboss.job_common ADD CONSTRAINT narrow CHECK (coalesce(data->'request'->>'width', '') <> '7')`,
    );
    const { request_id, detail } = await problemOf(
      await service.post({ ...newRequest(), width: 7 }),
      500,
      'internal_error',
    );
    assert.match(loggedCause(request_id), /violates check constraint .*narrow/);
    assert.ok(!detail.includes('narrow'));
  });

  it('answers a query that takes too long with 503 queue_timeout, and logs the cause', async () => {
    await client.query('BEGIN; LOCK TABLE pgboss.job_common IN ACCESS EXCLUSIVE MODE');
    const { request_id } = await problemOf(
      await fetch(`${service.base}/v1/jobs/${randomUUID()}`),
      503,
      'queue_timeout',
    );
    await client.query('ROLLBACK');
    assert.match(loggedCause(request_id), /Query read timeout/);
  });

  it('answers a query whose connection the server ends with 503 queue_unavailable, and logs the cause', async () => {
    await client.query('BEGIN; LOCK TABLE pgboss.job_common IN ACCESS EXCLUSIVE MODE');
    let answered = false;
    const reply = fetch(`${service.base}/v1/jobs/${randomUUID()}`).finally(() => {
      answered = true;
    });
    // Within a transaction the list of connections does not change.
    const other = new Client(service.postgres.url);
    await other.connect();
    // Other queries of job_svc wait for the lock, too, so all that wait are ended until the request has its answer.
    while (!answered) {
      await other.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'job_svc' AND wait_event_type = 'Lock'`,
      );
    }
    await other.end();
    await client.query('ROLLBACK');
    const { request_id } = await problemOf(await reply, 503, 'queue_unavailable');
    assert.match(loggedCause(request_id), /terminating connection|Connection terminated/);
  });

  it('refuses cursors that no page has given, and takes all others', async () => {
    const list = (cursor: string) => fetch(`${service.base}/v1/dead-letters?cursor=${encodeURIComponent(cursor)}`);
    for (const cursor of [
      `0_${'0'.repeat(36)}`,
      `0_${'-'.repeat(36)}`,
      `12345678901234567_${randomUUID()}`,
      `-1_${randomUUID()}`,
      `1_${randomUUID()}x`,
      `1_${randomUUID().toUpperCase()}`,
      '',
      '\0',
    ])
      await problemOf(await list(cursor), 400, 'invalid_request');
    for (const cursor of [`0_${randomUUID()}`, `9999999999999999_${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`])
      assert.equal((await list(cursor)).status, 200);
  });
});
