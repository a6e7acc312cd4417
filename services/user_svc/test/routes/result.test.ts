import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Job, Problem } from '@triptych/contracts';
import { RESULT, type Service, startService } from '../support/fakes.ts';

const PICTURE = Buffer.from('converted');
const ETAG = `"${RESULT.output.sha256}"`;
let service: Service;
before(async () => {
  service = await startService();
});
after(() => service.stop());

/** A job; when it has succeeded, its result is in the store. */
async function jobThatIs(status: Job['status'], more: Partial<Job> = {}) {
  const target = `results/${randomUUID()}`;
  const result = status === 'succeeded' ? { result: RESULT } : {};
  const job = service.jobs.add({
    status,
    request: { source: 'sources/a', target, format: 'webp' },
    ...result,
    ...more,
  });
  if (status === 'succeeded') {
    await service.store.put(
      target,
      (async function* () {
        yield PICTURE;
      })(),
    );
  }
  return job;
}
const fetchResult = ({ id }: Job, headers: Record<string, string> = {}) =>
  fetch(`${service.url}/${id}/result`, { headers });

describe('the result of a conversion', () => {
  it('is the picture, with its type, its size and an ETag', async () => {
    const reply = await fetchResult(await jobThatIs('succeeded'));
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('content-type'), 'image/webp');
    assert.equal(reply.headers.get('content-length'), String(PICTURE.length));
    assert.equal(reply.headers.get('etag'), ETAG);
    assert.match(reply.headers.get('cache-control') ?? '', /immutable/);
    assert.deepEqual(Buffer.from(await reply.arrayBuffer()), PICTURE);
  });

  for (const known of [ETAG, `"other", ${ETAG}`, `W/${ETAG}`, '*'])
    it(`is not sent again to a client that has ${known === ETAG ? 'it' : known}`, async () => {
      const reply = await fetchResult(await jobThatIs('succeeded'), { 'if-none-match': known });
      assert.equal(reply.status, 304);
      assert.equal(reply.headers.get('etag'), ETAG);
      assert.equal(await reply.text(), '');
    });

  it('is sent to a client that has another picture', async () => {
    const reply = await fetchResult(await jobThatIs('succeeded'), { 'if-none-match': '"other"' });
    assert.equal(reply.status, 200);
  });

  for (const status of ['queued', 'active', 'retrying'] as const)
    it(`does not exist yet while the conversion is ${status}`, async () => {
      const reply = await fetchResult(await jobThatIs(status));
      assert.equal(reply.status, 409);
      assert.equal(reply.headers.get('retry-after'), '1');
      assert.equal(((await reply.json()) as Problem).code, 'conversion_not_finished');
    });

  it('does not exist when the conversion failed, and the reply states the reason', async () => {
    const failure = { code: 'picture_broken', detail: 'The picture is broken.' };
    const reply = await fetchResult(await jobThatIs('failed', { failure }));
    assert.equal(reply.status, 422);
    const { code, detail } = (await reply.json()) as Problem;
    assert.deepEqual({ code, detail }, failure);
  });

  it('is 410 Gone once it has expired', async () => {
    const job = await jobThatIs('succeeded');
    await service.store.delete(job.request.target);
    const reply = await fetchResult(job);
    assert.equal(reply.status, 410);
    assert.equal(((await reply.json()) as Problem).code, 'picture_expired');
    assert.equal(reply.headers.get('content-type'), 'application/problem+json');
    assert.equal(reply.headers.get('etag'), null);
    assert.ok(!/immutable/.test(reply.headers.get('cache-control') ?? ''));
  });
});
