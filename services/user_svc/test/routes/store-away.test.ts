import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Problem } from '@triptych/contracts';
import { StoreFullError, StoreUnavailableError } from '@triptych/store';
import { JPEG, RESULT, type Service, startService } from '../support/fakes.ts';

let service: Service;
before(async () => {
  service = await startService();
});
beforeEach(() => service.capture.reset());
after(() => service.stop());

const away = new StoreUnavailableError('the endpoint of bucket secret cannot be reached');
const full = new StoreFullError('the store in /secret is full');

/** Asserts that the reply is this problem, and that the log has `cause` under its request id. */
async function isProblem(reply: Response, status: number, code: string, cause: Error): Promise<void> {
  const problem = (await reply.json()) as Problem;
  assert.deepEqual([reply.status, problem.code], [status, code]);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  assert.ok(!JSON.stringify(problem).includes('secret'));
  const failed = service.capture.lines().filter(({ message }) => message === 'request failed');
  assert.equal(failed.length, 1);
  assert.equal(failed[0]?.metadata.request_id, problem.request_id);
  assert.ok(JSON.stringify(failed[0]?.metadata.err).includes(cause.message));
}

describe('an upload', () => {
  const body = new Uint8Array(JPEG);
  const form = new FormData();
  form.append('format', 'webp');
  form.append('file', new Blob([body]), 'photo.jpg');

  for (const [what, error, status, code] of [
    ['away', away, 503, 'store_unavailable'],
    ['full', full, 507, 'store_full'],
  ] as const)
    for (const [how, request] of [
      ['a raw body', { body }],
      ['a form', { body: form }],
    ] as const)
      it(`as ${how} gets ${status} while the store is ${what}, also when nothing can be deleted`, async (t) => {
        t.mock.method(service.store, 'put', async (_key: string, source: AsyncIterable<Uint8Array>) => {
          for await (const _ of source) break;
          throw error;
        });
        t.mock.method(service.store, 'delete', async () => {
          throw new StoreUnavailableError('not deleted');
        });
        const reply = await fetch(`${service.url}?format=webp`, { method: 'POST', ...request });
        await isProblem(reply, status, code, error);
        assert.equal(reply.headers.get('retry-after'), status === 503 ? '2' : null);
      });

  it('with invalid options gets its 400, although its picture cannot be deleted', async (t) => {
    t.mock.method(service.store, 'delete', async () => {
      throw away;
    });
    const reply = await fetch(`${service.url}?format=bmp`, { method: 'POST', body });
    assert.equal(reply.status, 400);
  });
});

describe('a result', () => {
  it('gets 503 while the store is away', async (t) => {
    t.mock.method(service.store, 'get', async () => {
      throw away;
    });
    const { id } = service.jobs.add({
      request: { source: 'sources/a', target: 'results/a', format: 'webp' },
      status: 'succeeded',
      result: RESULT,
    });
    await isProblem(await fetch(`${service.url}/${id}/result`), 503, 'store_unavailable', away);
  });
});

describe('readiness', () => {
  it('says what is wrong with the store', async (t) => {
    t.mock.method(service.store, 'check', async () => {
      throw full;
    });
    const reply = await fetch(`${service.base}/health/ready`);
    assert.equal(reply.status, 503);
    assert.match(await reply.text(), /"store":"the store in \/secret is full"/);
  });
});
