import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Conversion, Problem } from '@triptych/contracts';
import { api, bringUp, ownMetric, type TestStack } from './support/conversions.ts';
import { photo, slowPicture } from './support/pictures.ts';
import { until } from './support/until.ts';

const WITHOUT_BACKENDS = ['otelcol', 'postgres', 'image_svc', 'job_svc', 'user_svc'];

describe('a conversion whose worker dies', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp({
      only: WITHOUT_BACKENDS,
      env: { CONVERSION_DEADLINE_SECONDS: '60', JOB_ATTEMPT_DEADLINE_SECONDS: '60' },
    });
  });
  after(() => stack?.down());

  it('is done after the restart, once', async () => {
    const client = api(stack);
    const started = await client.start(await slowPicture(), { format: 'avif', effort: 2 });
    const read = async () => (await (await fetch(stack.url('user_svc', started.links.self))).json()) as Conversion;
    await until('the job to be worked on', read, ({ status }) => status === 'active');
    await stack.kill('job_svc');
    await stack.ready('job_svc');
    const finished = await until('the job to be done', read, ({ status }) => status === 'succeeded', 120);
    assert.equal(finished.attempts, 2);
    assert.equal(await ownMetric(stack, 'job_svc', 'job_svc_attempts_total', 'succeeded'), 1);
    assert.equal((await client.result(finished)).headers.get('content-type'), 'image/avif');
  });
});

describe('a decode that hangs', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp({ only: WITHOUT_BACKENDS, env: { CONVERSION_DEADLINE_SECONDS: '2' } });
  });
  after(() => stack?.down());

  it('is cut at its deadline, and the next picture is converted', async () => {
    const convert = (picture: Buffer, search: string) =>
      fetch(stack.url('image_svc', `/image_svc/ConvertImage?${search}`), {
        method: 'POST',
        body: new Uint8Array(picture),
      });
    const cut = await convert(await slowPicture(), 'format=avif&effort=9');
    assert.equal(cut.status, 422);
    assert.equal(((await cut.json()) as Problem).code, 'conversion_timeout');
    await until(
      'the converter to be gone',
      () => ownMetric(stack, 'image_svc', 'image_svc_converters_ended_total', 'deadline'),
      (ended) => ended === 1,
    );
    assert.equal((await convert(await photo(), 'format=webp')).status, 200);
  });

  it('is the end of its job: the same picture would only hang again', async () => {
    const client = api(stack);
    const finished = await client.follow(await client.start(await slowPicture(), { format: 'avif', effort: 9 }));
    assert.equal(finished.status, 'failed');
    assert.equal(finished.failure?.code, 'conversion_timeout');
    assert.equal(finished.attempts, 1);
  });
});
