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
      job.request.target,
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

  it('can be had in ranges', async () => {
    const reply = await fetchResult(await jobThatIs('succeeded'), { range: 'bytes=2-4' });
    assert.equal(reply.status, 206);
    assert.equal(reply.headers.get('content-range'), 'bytes 2-4/9');
    assert.equal(reply.headers.get('content-length'), '3');
    for (const [name, value] of Object.entries({ etag: ETAG, 'accept-ranges': 'bytes', 'content-type': 'image/webp' }))
      assert.equal(reply.headers.get(name), value);
    assert.equal(await reply.text(), 'nve');
  });

  for (const [range, sent] of [
    ['bytes=6-', 'ted'],
    ['bytes=-2', 'ed'],
    ['bytes=0-99', 'converted'],
  ] as const)
    it(`is ${sent} for ${range}`, async () => {
      const reply = await fetchResult(await jobThatIs('succeeded'), { range });
      assert.equal(reply.status, 206);
      assert.equal(await reply.text(), sent);
    });

  for (const range of ['bytes=0-0,2-3', 'bytes=4-2', 'lines=1-2'])
    it(`is sent as a whole for ${range}`, async () => {
      const reply = await fetchResult(await jobThatIs('succeeded'), { range });
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get('content-range'), null);
      assert.equal(reply.headers.get('accept-ranges'), 'bytes');
      assert.deepEqual(Buffer.from(await reply.arrayBuffer()), PICTURE);
    });

  it('has no bytes behind its end: the reply names its size', async () => {
    const reply = await fetchResult(await jobThatIs('succeeded'), { range: 'bytes=9-' });
    assert.equal(reply.status, 416);
    assert.equal(reply.headers.get('content-range'), 'bytes */9');
    assert.equal(reply.headers.get('content-type'), 'application/problem+json');
    assert.equal(((await reply.json()) as Problem).code, 'range_not_satisfiable');
  });

  for (const [ifRange, status] of [
    [ETAG, 206],
    ['"other"', 200],
    [`W/${ETAG}`, 200],
    ['Sun, 22 Nov 2026 10:00:00 GMT', 200],
  ] as const)
    it(`is ${status === 206 ? 'a range' : 'a whole'} when If-Range is ${ifRange === ETAG ? 'its tag' : ifRange}`, async () => {
      const reply = await fetchResult(await jobThatIs('succeeded'), { range: 'bytes=0-0', 'if-range': ifRange });
      assert.equal(reply.status, status);
      assert.equal((await reply.text()).length, status === 206 ? 1 : PICTURE.length);
    });

  it('is not sent again, whatever the range, to a client that has it', async () => {
    const headers = { range: 'bytes=9-', 'if-none-match': ETAG };
    assert.equal((await fetchResult(await jobThatIs('succeeded'), headers)).status, 304);
  });

  for (const [name, disposition] of [
    ['photo.jpg', 'inline; filename=photo.webp'],
    ['my "best" photo.JPG', String.raw`inline; filename="my \"best\" photo.webp"`],
    ['Übung ✓.png', `inline; filename="_bung _.webp"; filename*=UTF-8''%C3%9Cbung%20%E2%9C%93.webp`],
    [undefined, 'inline; filename=picture.webp'],
  ] as const)
    it(`is called ${disposition} when the upload was called ${name}`, async () => {
      const { request } = await jobThatIs('succeeded');
      const job = await jobThatIs('succeeded', { request: { ...request, ...(name && { name }) } });
      assert.equal((await fetchResult(job)).headers.get('content-disposition'), disposition);
    });

  it('has the same headers and no body for HEAD, which knows no ranges', async () => {
    const job = await jobThatIs('succeeded');
    const others = ['date', 'x-request-id', 'connection', 'keep-alive'];
    const headersOf = (reply: Response) => [...reply.headers].filter(([name]) => !others.includes(name)).sort();
    const whole = await fetchResult(job);
    await whole.body?.cancel();
    const url = `${service.url}/${job.id}/result`;
    const head = await fetch(url, { method: 'HEAD', headers: { range: 'bytes=0-1' } });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
    assert.deepEqual(headersOf(head), headersOf(whole));
    assert.equal(head.headers.get('content-length'), String(PICTURE.length));
    assert.equal((await fetch(url, { method: 'HEAD', headers: { 'if-none-match': ETAG } })).status, 304);
    await service.store.delete(job.request.target);
    for (const init of [{ method: 'HEAD' }, { headers: { range: 'bytes=0-1' } }])
      assert.equal((await fetch(url, init)).status, 410);
    assert.equal((await fetch(`${service.url}/${randomUUID()}/result`, { method: 'HEAD' })).status, 404);
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
