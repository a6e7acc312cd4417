import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { imageClient } from '../src/attempt.ts';
import { type FakeImageSvc, fakeImageSvc, hangUp, problem, RESULT } from './support/image-svc.ts';
import { newRequest } from './support/service.ts';

const never = new AbortController().signal;

describe('an attempt', () => {
  let image: FakeImageSvc;
  before(async () => {
    image = await fakeImageSvc();
  });
  after(() => image.close());

  /** Makes an attempt to which image_svc gives this reply. */
  function attempt(answer: Parameters<FakeImageSvc['answer']>[1], deadlineSeconds = 20, signal = never) {
    const request = newRequest();
    image.answer(request.source, answer);
    return imageClient(image.url, deadlineSeconds)(request, signal);
  }

  it('succeeds with the result from image_svc', async () => {
    const request = newRequest();
    assert.deepEqual(await imageClient(image.url, 5)(request, never), { outcome: 'succeeded', result: RESULT });
    assert.deepEqual(image.callsOf(request.source)[0]?.body, request);
  });

  it('sends no name of an upload, which image_svc does not know', async () => {
    const request = newRequest();
    await imageClient(image.url, 5)({ ...request, name: 'photo.jpg' }, never);
    assert.deepEqual(image.callsOf(request.source)[0]?.body, request);
  });

  for (const status of [400, 404, 413, 415, 422])
    it(`is rejected on ${status}, with the code and detail of the problem`, async () => {
      assert.deepEqual(await attempt(() => problem(status, 'picture_broken')), {
        outcome: 'rejected',
        failure: { code: 'picture_broken', detail: 'because of picture_broken' },
      });
    });

  for (const status of [408, 429, 500, 502, 503])
    it(`is retryable after ${status}`, async () => {
      assert.deepEqual(await attempt(() => problem(status, 'pool_full')), {
        outcome: 'retryable',
        failure: { code: 'pool_full', detail: 'because of pool_full' },
      });
    });

  it('names the status of a reply without code and detail', async () => {
    const { failure } = (await attempt(() => ({ status: 500, body: {} }))) as { failure?: unknown };
    assert.deepEqual(failure, { code: 'image_svc_error', detail: 'image_svc answered 500' });
  });

  it('is retryable, with the reason, when the connection breaks or is refused', async () => {
    for (const broken of [attempt(() => hangUp), imageClient('http://127.0.0.1:1', 5)(newRequest(), never)]) {
      const { outcome, failure } = (await broken) as { outcome: string; failure?: { code: string; detail: string } };
      assert.deepEqual([outcome, failure?.code], ['retryable', 'image_svc_unavailable']);
      assert.match(failure?.detail ?? '', /cannot be reached: .*(socket|closed|refused|bad port)/i);
    }
  });

  it('ends at its deadline, and is retryable', async () => {
    const { promise, resolve } = Promise.withResolvers<never>();
    const { outcome, failure } = (await attempt(() => promise, 0.05)) as { outcome: string; failure?: unknown };
    resolve(hangUp as never);
    assert.equal(outcome, 'retryable');
    assert.match(JSON.stringify(failure), /timeout/);
  });

  it('ends when the queue cancels the job', async () => {
    const { promise, resolve } = Promise.withResolvers<never>();
    const controller = new AbortController();
    const ended = attempt(
      () => {
        controller.abort();
        return promise;
      },
      20,
      controller.signal,
    );
    assert.equal((await ended).outcome, 'retryable');
    resolve(hangUp as never);
  });
});
