import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import type { ConversionResult, Problem } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { type ObjectStore, StoreFullError, StoreUnavailableError } from '@triptych/store';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { buildApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { ConversionError } from '../src/conversion/errors.ts';
import type { Pool } from '../src/pool/pool.ts';
import { pictureOf } from './support/pool.ts';

const RESULT: ConversionResult = {
  input: { format: 'jpeg', width: 1, height: 1, bytes: 1 },
  output: { format: 'webp', width: 1, height: 1, bytes: 1, content_type: 'image/webp', sha256: 'ab'.repeat(32) },
  duration_seconds: 0.1,
};
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const { telemetry } = captureTelemetry('image_svc');

describe('image_svc', () => {
  let app: Server;
  let failure: Error;
  let diskFails = false;
  const pool = { admit: () => pictureOf(JPEG), convert: () => Promise.reject(failure) } as unknown as Pool;
  const store = {
    get: () => Promise.reject(failure),
    put: () => Promise.reject(failure),
    check: async () => {
      if (diskFails) throw new Error('disk on fire');
    },
  } as Partial<ObjectStore> as ObjectStore;
  before(async () => {
    app = await buildApp(loadConfig({}), { telemetry, store, pool });
  });
  after(() => app.close());

  const convert = (error: Error) => {
    failure = error;
    return app.inject({
      method: 'POST',
      url: '/image_svc/ConvertImage?format=webp',
      headers: { 'content-type': 'image/jpeg' },
      payload: JPEG,
    });
  };

  it('states when to retry while its pool is full', async () => {
    const reply = await convert(new ConversionError('pool_full', 'Too many.', { retryAfterSeconds: 7 }));
    assert.equal(reply.statusCode, 503);
    assert.equal(reply.headers['retry-after'], '7');
    const { code, detail } = reply.json<Problem>();
    assert.deepEqual([code, detail], ['pool_full', 'Too many.']);
  });

  it('reports that a conversion was stopped at its deadline', async () => {
    const reply = await convert(new ConversionError('conversion_timeout', 'It took more than 10 s.'));
    assert.equal(reply.statusCode, 422);
    assert.equal(reply.json<Problem>().code, 'conversion_timeout');
  });

  it('hides unexpected errors from the caller', async () => {
    const reply = await convert(new Error('a secret path'));
    assert.equal(reply.statusCode, 500);
    assert.ok(!reply.body.includes('secret'));
  });

  for (const [what, method, error, status, code] of [
    ['cannot be read', 'get', new StoreUnavailableError('secret'), 503, 'store_unavailable'],
    ['is full', 'put', new StoreFullError('secret'), 507, 'store_full'],
  ] as const)
    it(`answers store keys with ${status} when the store ${what}, so that the job is tried again`, async (t) => {
      t.mock.method(pool, 'convert', async () => ({ result: RESULT }));
      t.mock.method(store, 'get', async () => ({ bytes: 1, body: Readable.from([Buffer.alloc(1)]) }));
      t.mock.method(store, method, async () => {
        throw error;
      });
      const reply = await app.inject({
        method: 'POST',
        url: '/image_svc/ConvertImage',
        payload: { source: 'a', target: 'b', format: 'webp' },
      });
      assert.deepEqual([reply.statusCode, reply.json<Problem>().code], [status, code]);
      assert.ok(!reply.body.includes('secret'));
    });

  it('answers with 503 when the store breaks off in the middle of a picture', async (t) => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(1);
        throw new Error('terminated');
      })(),
    );
    t.mock.method(store, 'get', async () => ({ bytes: 2, body: broken }));
    const payload = { source: 'a', target: 'b', format: 'webp' };
    const reply = await app.inject({ method: 'POST', url: '/image_svc/ConvertImage', payload });
    assert.deepEqual([reply.statusCode, reply.json<Problem>().code], [503, 'store_unavailable']);
  });

  it('is ready while its store can be written to', async () => {
    assert.equal((await app.inject('/health/ready')).statusCode, 200);
    diskFails = true;
    const reply = await app.inject('/health/ready');
    diskFails = false;
    assert.equal(reply.statusCode, 503);
    assert.deepEqual(reply.json(), { status: 'unavailable', checks: { store: 'disk on fire' } });
  });

  it('describes its routes and shows its metrics', async () => {
    const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, unknown> }>();
    assert.ok(paths['/image_svc/ConvertImage']);
    assert.equal((await app.inject('/swaggerui')).statusCode, 200);
    assert.match((await app.inject('/metrics')).body, /image_svc_conversion_duration_seconds/);
  });
});
