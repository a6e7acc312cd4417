import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Conversion, type Job, ProblemError } from '@triptych/contracts';
import { EventSource } from 'eventsource';
import { RESULT, type Service, startService } from '../support/fakes.ts';

let service: Service;
before(async () => {
  service = await startService();
});
afterEach(() => {
  service.jobs.hurry(1);
  service.jobs.refuse(undefined);
});
after(() => service.stop());

const newJob = (more: Partial<Job> = {}) =>
  service.jobs.add({ request: { source: 'sources/a', target: 'results/a', format: 'webp' }, ...more });
const streams = async () => service.capture.sample('user_svc_event_streams');

const away = new ProblemError({ status: 503, code: 'job_svc_unavailable', detail: 'Try again in a few seconds.' });

interface Event {
  readonly id: string;
  readonly conversion: Conversion;
}

interface FollowOptions {
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
}

/** Reads the blocks of a stream one at a time, without their empty line; undefined at its end. */
async function blocksOf(id: string, { lastEventId, signal }: FollowOptions = {}) {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const reply = await fetch(`${service.url}/${id}/events`, { headers, ...(signal && { signal }) });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('content-type'), 'text/event-stream');
  assert.equal(reply.headers.get('cache-control'), 'no-store');
  const chunks = reply.body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let text = '';
  return async (): Promise<string | undefined> => {
    while (!text.includes('\n\n')) {
      const { value, done } = (await chunks?.next()) ?? {};
      if (done) return undefined;
      text += value;
    }
    const [block = '', ...rest] = text.split('\n\n');
    text = rest.join('\n\n');
    return block;
  };
}

/** Reads the events of a job one at a time; undefined at the end of the stream. */
async function follow(id: string, options?: FollowOptions) {
  const next = await blocksOf(id, options);
  assert.match((await next()) ?? '', /^retry: \d+$/);
  return async (): Promise<Event | undefined> => {
    const block = await next();
    if (block === undefined) return undefined;
    const [, eventId = '', data = ''] = /^id: (\S+)\nevent: status\ndata: (.*)$/.exec(block) ?? assert.fail(block);
    return { id: eventId, conversion: JSON.parse(data) };
  };
}

/** Asks until it holds: nothing announces that a stream begins or ends. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(20);
}

describe('the events of a conversion', () => {
  it('contain each status until it is finished, and then end', async () => {
    const { id } = newJob();
    const next = await follow(id);
    assert.equal((await next())?.conversion.status, 'queued');
    assert.equal(await streams(), 1);
    for (const status of ['active', 'retrying', 'active'] as const) {
      service.jobs.change(id, { status });
      assert.equal((await next())?.conversion.status, status);
    }
    service.jobs.change(id, { status: 'succeeded', result: RESULT });
    const last = (await next())?.conversion;
    assert.deepEqual([last?.status, last?.result, last?.links.self], ['succeeded', RESULT, `/v1/conversions/${id}`]);
    assert.equal(await next(), undefined);
    assert.equal(await streams(), 0);
  });

  it('are a single event when it is finished already', async () => {
    const failure = { code: 'picture_broken', detail: 'It is broken.' };
    const next = await follow(newJob({ status: 'failed', failure }).id);
    assert.deepEqual((await next())?.conversion.failure, failure);
    assert.equal(await next(), undefined);
  });

  it('end in the service, too, when the client disconnects', async () => {
    const client = new AbortController();
    const next = await follow(newJob().id, { signal: client.signal });
    await next();
    assert.equal(await streams(), 1);
    const ended = () => service.capture.lines().filter(({ message }) => message === 'request aborted').length;
    const seen = ended();
    client.abort();
    await service.capture.until(() => ended() > seen);
    await until(async () => (await streams()) === 0);
  });

  it('have different ids for each status of each attempt', async () => {
    const { id } = newJob();
    const next = await follow(id);
    const ids = [(await next())?.id];
    for (const [status, attempts] of [
      ['active', 1],
      ['retrying', 1],
      ['active', 2],
      ['failed', 2],
    ] as const) {
      service.jobs.change(id, { status, attempts });
      ids.push((await next())?.id);
    }
    assert.equal(new Set(ids).size, 5, `${ids}`);
  });

  it('go on after the one that the client has already', async () => {
    const { id } = newJob({ status: 'active', attempts: 1 });
    const first = await (await follow(id))();
    const next = await follow(id, { lastEventId: first?.id ?? '' });
    service.jobs.change(id, { status: 'succeeded', result: RESULT });
    const last = await next();
    assert.equal(last?.conversion.status, 'succeeded');
    assert.equal(await next(), undefined);
    const reply = await fetch(`${service.url}/${id}/events`, { headers: { 'last-event-id': last?.id ?? '' } });
    assert.equal(reply.status, 204);
    assert.equal(await reply.text(), '');
  });

  it('contain one that the client has missed, and begin anew for an id that they do not know', async () => {
    const { id } = newJob();
    const first = await (await follow(id))();
    service.jobs.change(id, { status: 'failed', attempts: 3, failure: { code: 'a', detail: 'b' } });
    for (const lastEventId of [first?.id ?? '', 'of another time', '']) {
      const next = await follow(id, { lastEventId });
      assert.equal((await next())?.conversion.status, 'failed');
      assert.equal(await next(), undefined);
    }
  });

  it('are kept apart by comments, at least every 15 seconds, so that no proxy closes a silent stream', async () => {
    service.jobs.hurry(100);
    const { id } = newJob();
    const next = await blocksOf(id);
    assert.deepEqual([await next(), (await next())?.slice(0, 3)], ['retry: 1000', 'id:']);
    const startedAt = performance.now();
    for (let i = 0; i < 3; i += 1) assert.match((await next()) ?? '', /^:/);
    assert.ok(performance.now() - startedAt < 1000);
    service.jobs.change(id, { status: 'failed' });
    assert.match((await next()) ?? '', /"status":"failed"/);
  });

  it('continue when job_svc was away for a while', async () => {
    service.jobs.hurry(1000);
    const { id } = newJob();
    const next = await blocksOf(id);
    assert.match(`${await next()}\n${await next()}`, /^retry: .*\nid:/);
    service.jobs.refuse(away);
    await delay(100);
    service.jobs.change(id, { status: 'failed' });
    service.jobs.refuse(undefined);
    let block = await next();
    while (block?.startsWith(':')) block = await next();
    assert.match(block ?? '', /"status":"failed"/);
  });

  it('have no body for HEAD', async () => {
    const reply = await fetch(`${service.url}/${newJob().id}/events`, { method: 'HEAD' });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('content-type'), 'text/event-stream');
    await until(async () => (await streams()) === 0);
  });

  it('reach an EventSource once each, over broken connections, until it stops by itself', async () => {
    const { id } = newJob();
    const requests = () =>
      service.capture.lines().filter(({ metadata }) => String(metadata['url.path']).endsWith(`${id}/events`)).length;
    const source = new EventSource(`${service.url}/${id}/events`);
    const seen: string[] = [];
    let arrived = Promise.withResolvers<void>();
    source.addEventListener('status', ({ data }) => {
      seen.push((JSON.parse(data) as Conversion).status);
      arrived.resolve();
      arrived = Promise.withResolvers();
    });
    await arrived.promise;
    service.app.server.closeAllConnections();
    // It is connected again, and has heard nothing new.
    await service.capture.until(() => requests() === 1);
    await until(async () => (await streams()) === 1);
    const active = arrived.promise;
    service.jobs.change(id, { status: 'active', attempts: 1 });
    await active;
    service.app.server.closeAllConnections();
    service.jobs.change(id, { status: 'succeeded', result: RESULT });
    const closed = Promise.withResolvers<void>();
    source.addEventListener('error', () => source.readyState === source.CLOSED && closed.resolve());
    await closed.promise;
    assert.deepEqual(seen, ['queued', 'active', 'succeeded']);
    const made = requests();
    await delay(1500);
    assert.equal(requests(), made);
  });

  it('of an unknown conversion are not found', async () => {
    const reply = await fetch(`${service.url}/${randomUUID()}/events`);
    assert.equal(reply.status, 404);
    assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  });

  // The last, as there is no service after it.
  it('end properly when the process stops, even if job_svc has not answered yet', async () => {
    const reply = await fetch(`${service.url}/${newJob().id}/events`);
    service.jobs.slow(400);
    const starting = fetch(`${service.url}/${newJob().id}/events`);
    await delay(200);
    service.app.draining = true;
    const closed = service.app.close();
    const first = /^retry: 1000\n\nid: 0-queued\nevent: status\ndata: .*\n\n(: still here\n\n)?$/;
    assert.match(await reply.text(), first);
    const late = await starting;
    assert.equal(late.status, 200);
    assert.match(await late.text(), first);
    await closed;
  });
});
