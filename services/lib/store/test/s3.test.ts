import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { openStore } from '../src/open.ts';
import { s3Store } from '../src/s3.ts';
import { StoreFullError, StoreUnavailableError } from '../src/store.ts';
import { chunks, itKeepsObjects, type Subject } from './support/contract.ts';
import { type S3Server, startS3 } from './support/s3-server.ts';

let server: S3Server;
let client: S3Client;
before(async () => {
  server = await startS3();
  Object.assign(process.env, server.env);
  client = new S3Client({ forcePathStyle: true });
});
after(async () => {
  client.destroy();
  await server.remove();
});

/** Sets variables while `work` runs. */
async function withEnv<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await work();
  } finally {
    process.env = before;
  }
}

/** Starts an HTTP server that answers like S3, with the given replies. */
async function fakeS3(t: TestContext, listener: RequestListener): Promise<Record<string, string>> {
  const fake = createServer(listener).listen(0, '127.0.0.1');
  await once(fake, 'listening');
  t.after(() => {
    fake.close();
    fake.closeAllConnections();
  });
  return { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(fake.address() as AddressInfo).port}` };
}

describe('an S3 store', () => {
  let subject: Subject;
  before(() => {
    subject = {
      store: s3Store('pictures', 'some/where'),
      async leftovers() {
        const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'pictures' }));
        return Uploads.map(({ Key = '' }) => Key);
      },
    };
  });

  itKeepsObjects(() => subject);

  it('adds its prefix to every key, and sees no other objects', async () => {
    const [one, other] = [s3Store('shared', 'one'), s3Store('shared', 'other')];
    await one.put('a/b', chunks(randomBytes(1)));
    assert.equal(await other.stat('a/b'), undefined);
    assert.equal(await other.deleteOlderThan('a', new Date(Date.now() + 5000)), 0);
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'shared' }));
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      ['one/a/b'],
    );
  });

  it('deletes more than one page of objects', async () => {
    const store = s3Store('many');
    await store.check();
    // The server takes files that are put beside its back for objects, which saves a thousand puts.
    await mkdir(join(server.data, 'many/old'));
    for (let i = 0; i < 1010; i += 1) await writeFile(join(server.data, `many/old/${i}`), '');
    assert.equal(await store.deleteOlderThan('old', new Date(Date.now() + 5000)), 1010);
  });

  it('creates its bucket, even when several stores do so at once', async () => {
    const stores = Array.from({ length: 8 }, () => s3Store('new-bucket'));
    await Promise.all(stores.map((store) => store.check()));
    await s3Store('another').put('a', chunks(randomBytes(1)));
    assert.ok(await s3Store('another').stat('a'));
  });
});

describe('an S3 store that cannot be used states the reason and what to do', () => {
  const check = (env: Record<string, string>) => withEnv(env, () => s3Store('pictures').check());

  it('when the credentials are wrong', async () => {
    const env = { AWS_SECRET_ACCESS_KEY: 'wrong' };
    await assert.rejects(check(env), /bucket pictures cannot be used or created \(403\b.*check AWS_ACCESS_KEY_ID/);
    const put = () => s3Store('pictures').put('a', chunks());
    await assert.rejects(withEnv(env, put), /cannot be used or created/);
  });

  it('when the bucket is missing and cannot be created', async (t) => {
    const env = await fakeS3(t, ({ method }, reply) => {
      if (method === 'HEAD') return reply.writeHead(404).end();
      return reply.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>');
    });
    await assert.rejects(check(env), /bucket pictures cannot be used or created \(403 AccessDenied Access Denied\.\)/);
  });

  it('when its endpoint is down', async () => {
    const env = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' };
    await assert.rejects(check(env), /endpoint of bucket pictures cannot be reached \(.*\): check AWS_ENDPOINT_URL_S3/);
    const get = () => s3Store('pictures').get('a');
    await assert.rejects(withEnv(env, get), /cannot be reached/);
  });

  it('when its endpoint accepts connections and never answers, within two seconds', async (t) => {
    const env = await fakeS3(t, () => {});
    const startedAt = performance.now();
    await assert.rejects(check(env), /does not answer in time/);
    assert.ok(performance.now() - startedAt < 2000);
  });

  it('but retries when the endpoint fails once', async (t) => {
    let requests = 0;
    const env = await fakeS3(t, (request, reply) => {
      requests += 1;
      if (requests === 1) return request.socket.destroy();
      return reply.writeHead(requests === 2 ? 503 : 200).end();
    });
    await check(env);
    assert.equal(requests, 3);
  });
});

describe('an S3 store that has no room', () => {
  const put = (bytes: number) => s3Store('pictures').put('a', chunks(Buffer.alloc(bytes)));

  for (const [what, status, code] of [
    ['507', 507, 'InsufficientStorage'],
    ['a used up quota', 403, 'QuotaExceeded'],
    ['a full disk of MinIO', 507, 'XMinioStorageFull'],
  ] as const)
    it(`says so at ${what}, also when the clean-up of a large upload fails`, async (t) => {
      const env = await fakeS3(t, (request, reply) => {
        request.resume();
        if (request.method === 'HEAD') return reply.writeHead(200).end();
        if (request.method === 'DELETE') return reply.writeHead(400).end('<Error><Code>Broken</Code></Error>');
        if (request.method === 'POST')
          return reply.end('<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>');
        return reply.writeHead(status).end(`<Error><Code>${code}</Code><Message>No room.</Message></Error>`);
      });
      for (const bytes of [10, 11 * 1024 * 1024])
        await assert.rejects(
          withEnv({ ...env, AWS_MAX_ATTEMPTS: '1' }, () => put(bytes)),
          (error: Error) => {
            assert.ok(error instanceof StoreFullError, String(error));
            assert.match(error.message, new RegExp(`^bucket pictures is full \\(${status} ${code} No room\\.\\): `));
            return true;
          },
        );
    });
});

describe('an S3 store that cannot be used is unavailable', () => {
  for (const [what, status, body] of [
    ['refuses', 403, '<Error><Code>AccessDenied</Code></Error>'],
    ['fails', 500, '<Error><Code>InternalError</Code></Error>'],
    ['answers with a page', 502, '<html>Bad <b>gateway'],
    ['answers well, but with a page', 200, '<html>Sign in <b>here'],
  ] as const)
    it(`when it ${what}`, async (t) => {
      const env = await fakeS3(t, (request, reply) => {
        request.resume();
        return request.method === 'HEAD' ? reply.writeHead(200).end() : reply.writeHead(status).end(body);
      });
      const old = () => s3Store('pictures').deleteOlderThan('a', new Date());
      await assert.rejects(withEnv({ ...env, AWS_MAX_ATTEMPTS: '1' }, old), StoreUnavailableError);
    });

  it('when its endpoint is down', async () => {
    const env = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
    for (const use of [
      () => s3Store('pictures').check(),
      () => s3Store('pictures').get('a'),
      () => s3Store('pictures').stat('a'),
      () => s3Store('pictures').delete('a'),
      () => s3Store('pictures').put('a', chunks(Buffer.alloc(1))),
    ])
      await assert.rejects(withEnv<unknown>(env, use), StoreUnavailableError);
  });
});

describe('the store that the settings name', () => {
  const settings = { STORE_DIR: '/nowhere' };

  it('is a bucket when the settings name one', async () => {
    const store = await openStore({ ...settings, STORE_S3_BUCKET: 'opened', STORE_S3_PREFIX: 'here' });
    await store.put('a', chunks(randomBytes(3)));
    assert.equal((await s3Store('opened').stat('here/a'))?.bytes, 3);
  });
});
