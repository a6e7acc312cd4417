import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type CreateJobRequest, isFinished, type Job } from '@triptych/contracts';
import { done, type FakeImageSvc, fakeImageSvc } from './support/image-svc.ts';
import { type Instance, startInstance } from './support/instance.ts';
import { type Postgres, startPostgres } from './support/postgres.ts';
import { newRequest } from './support/service.ts';

const CONCURRENCY = 2;

describe('two job_svc on one PostgreSQL', () => {
  let postgres: Postgres;
  let image: FakeImageSvc;
  let one: Instance;
  let other: Instance;
  before(async () => {
    [postgres, image] = await Promise.all([startPostgres(), fakeImageSvc()]);
  });
  after(() => Promise.all([postgres.remove(), image.close()]));
  beforeEach(async () => {
    const env = { DATABASE_URL: postgres.url, IMAGE_SVC_URL: image.url, JOB_CONCURRENCY: String(CONCURRENCY) };
    // Both at the same time, on an empty database.
    [one, other] = await Promise.all([startInstance(env), startInstance(env)]);
  });
  afterEach(() => Promise.all([one.end('SIGKILL'), other.end('SIGKILL')]));

  async function create({ base }: Instance, request: CreateJobRequest, key: string = randomUUID()): Promise<Job> {
    const reply = await fetch(`${base}/v1/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(request),
    });
    assert.ok(reply.ok, `${reply.status}`);
    return (await reply.json()) as Job;
  }

  async function get({ base }: Instance, id: string, query = ''): Promise<Job> {
    return (await (await fetch(`${base}/v1/jobs/${id}${query}`)).json()) as Job;
  }

  async function finished(instance: Instance, { id }: Job): Promise<Job> {
    let job = await get(instance, id);
    while (!isFinished(job)) job = await get(instance, id, `?unless=${job.status}&wait=30`);
    return job;
  }

  const timesDone = (jobs: readonly Job[]) => jobs.map(({ request }) => image.callsOf(request.source).length);

  /** Creates jobs that keep both instances fully busy until `finish` is called. */
  async function activeJobs() {
    const { promise, resolve } = Promise.withResolvers<typeof done>();
    const requests = Array.from({ length: 2 * CONCURRENCY }, newRequest);
    const asked = requests.map(({ source }) => {
      const arrived = Promise.withResolvers<void>();
      image.answer(source, () => {
        arrived.resolve();
        return promise;
      });
      return arrived.promise;
    });
    const jobs = await Promise.all(requests.map((request) => create(one, request)));
    await Promise.all([...asked, ...[one, other].map((each) => each.until(() => each.begun().length === CONCURRENCY))]);
    return { jobs, finish: () => resolve(done) };
  }

  it('share the work, do each job once, and both show all jobs', async () => {
    const requests = Array.from({ length: 30 }, newRequest);
    for (const { source } of requests)
      image.answer(source, () => new Promise((resolve) => setTimeout(resolve, 20, done)));
    const jobs = await Promise.all(requests.map((request, i) => create(i % 2 ? one : other, request)));
    const ends = await Promise.all(jobs.map((job, i) => finished(i % 2 ? other : one, job)));
    assert.ok(ends.every(({ status }) => status === 'succeeded'));
    assert.deepEqual(
      timesDone(jobs),
      jobs.map(() => 1),
    );
    // A process writes its last lines before it ends.
    await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')]);
    const begun = [one.begun(), other.begun()];
    assert.ok(
      begun.every(({ length }) => length > 0),
      `${begun.map(({ length }) => length)}`,
    );
    assert.deepEqual(begun.flat().sort(), jobs.map(({ id }) => id).sort());
  });

  it('create one job from requests to both with the same Idempotency-Key', async () => {
    const [request, key] = [newRequest(), randomUUID()];
    const made = await Promise.all(Array.from({ length: 10 }, (_, i) => create(i % 2 ? one : other, request, key)));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    await finished(one, made[0] as Job);
    assert.equal(image.callsOf(request.source).length, 1);
  });

  it('lose nothing and do nothing twice when one stops on a signal in the middle of its jobs', async () => {
    const { jobs, finish } = await activeJobs();
    const mine = one.begun()[0] ?? '';
    const waiting = get(one, mine, '?unless=active&wait=60');
    // Its reply shows that the request before it has arrived, too.
    await get(one, mine);
    const ended = one.end('SIGTERM');
    assert.equal((await waiting).status, 'active');
    finish();
    assert.equal(await ended, 0);
    const ends = await Promise.all(jobs.map((job) => finished(other, job)));
    assert.ok(ends.every(({ status, attempts }) => status === 'succeeded' && attempts === 1));
    assert.deepEqual(
      timesDone(jobs),
      jobs.map(() => 1),
    );
  });

  it('lose nothing when one is killed in the middle of its jobs: the other takes them over', async () => {
    const { jobs, finish } = await activeJobs();
    const orphaned = new Set(one.begun());
    assert.equal(await one.end('SIGKILL'), null);
    finish();
    const ends = await Promise.all(jobs.map((job) => finished(other, job)));
    assert.ok(ends.every(({ status }) => status === 'succeeded'));
    assert.deepEqual(
      ends.map(({ attempts }) => attempts),
      jobs.map(({ id }) => (orphaned.has(id) ? 2 : 1)),
    );
    assert.deepEqual(
      timesDone(jobs),
      ends.map(({ attempts }) => attempts),
    );
  });
});
