import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Conversion, Job } from '@triptych/contracts';
import { RESULT, type Service, startService } from '../support/fakes.ts';

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service.stop());

const newJob = (more: Partial<Job> = {}) =>
  service.jobs.add({ request: { source: 'sources/a', target: 'results/a', format: 'webp' }, ...more });
const streams = async () => service.capture.sample('user_svc_event_streams');

/** Reads the events of a job one at a time; undefined at the end of the stream. */
async function follow(id: string, signal?: AbortSignal) {
  const reply = await fetch(`${service.url}/${id}/events`, signal ? { signal } : {});
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('content-type'), 'text/event-stream');
  assert.equal(reply.headers.get('cache-control'), 'no-store');
  const chunks = reply.body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let text = '';
  return async (): Promise<Conversion | undefined> => {
    while (!text.includes('\n\n')) {
      const { value, done } = (await chunks?.next()) ?? {};
      if (done) return undefined;
      text += value;
    }
    const [event = '', ...rest] = text.split('\n\n');
    text = rest.join('\n\n');
    assert.match(event, /^event: status\ndata: /);
    return JSON.parse(event.slice(event.indexOf('{')));
  };
}

describe('the events of a conversion', () => {
  it('contain each status until it is finished, and then end', async () => {
    const { id } = newJob();
    const next = await follow(id);
    assert.equal((await next())?.status, 'queued');
    assert.equal(await streams(), 1);
    for (const status of ['active', 'retrying', 'active'] as const) {
      service.jobs.change(id, { status });
      assert.equal((await next())?.status, status);
    }
    service.jobs.change(id, { status: 'succeeded', result: RESULT });
    const last = await next();
    assert.deepEqual([last?.status, last?.result, last?.links.self], ['succeeded', RESULT, `/v1/conversions/${id}`]);
    assert.equal(await next(), undefined);
    assert.equal(await streams(), 0);
  });

  it('are a single event when it is finished already', async () => {
    const failure = { code: 'picture_broken', detail: 'It is broken.' };
    const next = await follow(newJob({ status: 'failed', failure }).id);
    assert.deepEqual((await next())?.failure, failure);
    assert.equal(await next(), undefined);
  });

  it('end in the service, too, when the client disconnects', async () => {
    const client = new AbortController();
    const next = await follow(newJob().id, client.signal);
    await next();
    assert.equal(await streams(), 1);
    const ended = () => service.capture.lines().filter(({ message }) => message === 'request aborted').length;
    const seen = ended();
    client.abort();
    await service.capture.until(() => ended() > seen);
    assert.equal(await streams(), 0);
  });

  it('of an unknown conversion are not found', async () => {
    const reply = await fetch(`${service.url}/${randomUUID()}/events`);
    assert.equal(reply.status, 404);
    assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  });

  // The last, as there is no service after it.
  it('end properly when the process stops', async () => {
    const reply = await fetch(`${service.url}/${newJob().id}/events`);
    service.app.draining = true;
    const closed = service.app.close();
    assert.match(await reply.text(), /^event: status\ndata: .*\n\n(: still here\n\n)?$/);
    await closed;
  });
});
