import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Problem, Readiness } from '@triptych/contracts';
import { Client } from 'pg';
import { done } from './support/image-svc.ts';
import { newRequest, type Service, startService } from './support/service.ts';

describe('without PostgreSQL', () => {
  let service: Service;
  const written = (message: string) => service.capture.lines().filter((line) => line.message === message).length;
  const ready = () => fetch(`${service.base}/health/ready`);
  const connected = () => service.capture.sample('job_svc_queue_connected');

  before(async () => {
    service = await startService({ queryMillis: 5000 });
  });
  after(() => service.stop());

  /** Runs `work` while PostgreSQL is stopped, then starts PostgreSQL again. */
  async function outage(work: () => Promise<unknown>) {
    const [lost, found] = [written('queue unavailable'), written('queue available')];
    await service.postgres.stop();
    try {
      await service.capture.until(() => written('queue unavailable') > lost);
      await work();
    } finally {
      await service.postgres.start();
    }
    await service.capture.until(() => written('queue available') > found);
  }

  /** Runs `work` while PostgreSQL accepts connections but answers no query about jobs. */
  async function silence<T>(work: () => Promise<T>): Promise<T> {
    const other = new Client(service.postgres.url);
    await other.connect();
    try {
      await other.query('BEGIN; LOCK TABLE pgboss.job_common IN ACCESS EXCLUSIVE MODE');
      return await work();
    } finally {
      await other.end();
    }
  }

  it('the service is alive but not ready, accepts no jobs, and recovers by itself', async () => {
    await outage(async () => {
      const reply = await ready();
      assert.equal(reply.status, 503);
      const { status, checks } = (await reply.json()) as Readiness;
      assert.equal(status, 'unavailable');
      assert.match(checks.queue ?? '', /cannot be reached/);
      assert.equal((await fetch(`${service.base}/health`)).status, 200);

      const refused = [await service.post(newRequest()), await fetch(`${service.base}/v1/jobs/${randomUUID()}`)];
      for (const reply of refused) {
        assert.equal(reply.status, 503);
        assert.equal(reply.headers.get('retry-after'), '2');
        assert.equal(((await reply.json()) as Problem).code, 'queue_unavailable');
      }
      assert.equal((await fetch(`${service.base}/metrics`)).status, 200);
      assert.equal(await connected(), 0);
    });
    assert.equal((await ready()).status, 200);
    assert.equal(await connected(), 1);
    const job = await service.finished((await service.create(newRequest())).id);
    assert.equal(job.status, 'succeeded');
  });

  it('a job that was running is finished after recovery, and waiting clients get its change', async () => {
    const request = newRequest();
    const { promise, resolve } = Promise.withResolvers<typeof done>();
    service.image.answer(request.source, (attempt) => (attempt === 1 ? promise : done));
    const { id } = await service.create(request);
    assert.equal((await service.get(id, '?unless=queued&wait=10')).status, 'active');
    const timeUp = AbortSignal.timeout(60_000);
    const told = service.connection.current().changes.next(id, timeUp);
    await outage(async () => resolve(done));
    await told;
    assert.equal(timeUp.aborted, false);
    assert.equal((await service.finished(id)).status, 'succeeded');
  });

  it('a request whose query is never answered gets a 503 after a while', async () => {
    const reply = await silence(() => fetch(`${service.base}/v1/jobs/${randomUUID()}`));
    assert.equal(reply.status, 503);
    assert.equal(((await reply.json()) as Problem).code, 'queue_timeout');
    await service.finished((await service.create(newRequest())).id);
  });

  it('metrics report the lost connection, and do not wait for it', async () => {
    const started = performance.now();
    await silence(async () => assert.equal(await connected(), 0));
    const seconds = (performance.now() - started) / 1000;
    assert.ok(seconds < 4, `after ${seconds} s`);
    await service.finished((await service.create(newRequest())).id);
    assert.equal(await connected(), 1);
  });

  it('a request whose query is interrupted gets a 503', async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    const replies = ids.map((id) => fetch(`${service.base}/v1/jobs/${id}`));
    await outage(async () => {
      const statuses = (await Promise.all(replies)).map(({ status }) => status);
      assert.ok(
        statuses.every((status) => status === 404 || status === 503),
        `${statuses}`,
      );
    });
  });
});
