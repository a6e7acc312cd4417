import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ConversionResult, type Problem } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { folderStore, type ObjectStore } from '@triptych/store';
import { captureTelemetry } from '@triptych/telemetry/testing';
import sharp from 'sharp';
import { Value } from 'typebox/value';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { DEFAULT_LIMITS } from '../../src/conversion/limits.ts';
import { createPool, type Pool } from '../../src/pool/pool.ts';
import { SPARE_FILES } from '../../src/pool/scratch-files.ts';
import { noise, plain } from '../support/pictures.ts';

const MAX_BYTES = 100_000;
const PLACES = 9;
const capture = captureTelemetry('image_svc');
const picture = await plain('jpeg', 64, 48);

let app: Server;
let pool: Pool;
let store: ObjectStore;
let folder: string;
let scratch: string;
let url: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-svc-'));
  store = folderStore(folder);
  scratch = await mkdtemp(join(tmpdir(), 'image-svc-scratch-'));
  pool = createPool({
    size: 1,
    queueLimit: PLACES - 1,
    scratchDir: scratch,
    limits: { ...DEFAULT_LIMITS, bytes: MAX_BYTES, deadlineSeconds: 5 },
  });
  app = await buildApp(loadConfig({ MAX_PICTURE_BYTES: String(MAX_BYTES) }), {
    telemetry: capture.telemetry,
    store,
    pool,
  });
  url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/image_svc/ConvertImage`;
});
after(async () => {
  await app.close();
  await pool.close();
  await rm(folder, { recursive: true, force: true });
  await rm(scratch, { recursive: true, force: true });
});

const send = (query: string, body: Buffer = picture, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(`${url}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', ...headers },
    body: new Uint8Array(body),
    ...(signal && { signal }),
  });
async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!isSo()) {
    assert.ok(performance.now() < end, `after 20 s: ${JSON.stringify(pool.stats())}`);
    await wait(10);
  }
}

/** A request whose last byte does not come. */
function holdRequest(): ClientRequest {
  const request = httpRequest(`${url}?format=webp`, { method: 'POST', headers: { 'content-length': picture.length } });
  request.on('error', () => {});
  request.write(picture.subarray(1));
  return request;
}
const sendKeys = (body: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function put(bytes: Buffer): Promise<string> {
  const key = `sources/${randomUUID()}`;
  await store.put(
    key,
    (async function* () {
      yield bytes;
    })(),
  );
  return key;
}

/** The problem of a refused request. */
async function refused(reply: Response, status: number): Promise<Problem> {
  assert.equal(reply.status, status);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  const problem = (await reply.json()) as Problem;
  assert.equal(problem.request_id, reply.headers.get('x-request-id'));
  return problem;
}

describe('a picture in the body', () => {
  it('is returned converted, with type, size and ETag', async () => {
    const reply = await send('format=webp&width=16');
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('content-type'), 'image/webp');
    const bytes = Buffer.from(await reply.arrayBuffer());
    assert.equal(reply.headers.get('content-length'), String(bytes.length));
    assert.equal(reply.headers.get('etag'), `"${createHash('sha256').update(bytes).digest('hex')}"`);
    const { format, width, height } = await sharp(bytes).metadata();
    assert.deepEqual({ format, width, height }, { format: 'webp', width: 16, height: 12 });
  });

  it('has the format of its bytes, whatever its content type', async () => {
    const png = await plain('png', 8, 8);
    for (const type of ['image/jpeg', 'application/octet-stream', 'text/plain', 'application/x-www-form-urlencoded']) {
      const reply = await send('format=jpeg', png, { 'content-type': type });
      assert.equal(reply.status, 200, type);
      await reply.body?.cancel();
    }
  });

  it('is one trace: the wait and the conversion are children of the request', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await (await send('format=png', picture, { traceparent: `00-${traceId}-b7ad6b7169203331-01` })).arrayBuffer();
    const spans = () => capture.spans().filter((span) => span.spanContext().traceId === traceId);
    await capture.until(() => spans().length === 3);
    const server = spans().find(({ name }) => name === 'POST /image_svc/ConvertImage');
    for (const name of ['converter wait', 'convert picture']) {
      const span = spans().find((one) => one.name === name);
      assert.equal(span?.parentSpanContext?.spanId, server?.spanContext().spanId, name);
    }
  });

  it('that is text is refused with the request id, under which the log has the reason', async () => {
    const headers = { 'x-request-id': 'text-as-picture', 'content-type': 'image/jpeg' };
    const { code, detail } = await refused(await send('format=webp', Buffer.from('hello world'), headers), 415);
    assert.equal(code, 'unsupported_format');
    assert.match(detail, /text/);
    const { metadata } =
      capture.lines().find((line) => line.message === 'conversion failed' && line.metadata.request_id) ?? {};
    assert.equal(metadata?.request_id, 'text-as-picture');
    assert.match(String(metadata?.reason), /text/);
  });

  it('of unknown length is converted, and refused once it is too large', async () => {
    const chunked = (...chunks: Buffer[]) =>
      fetch(`${url}?format=png`, { method: 'POST', body: ReadableStream.from(chunks), duplex: 'half' } as RequestInit);
    assert.equal((await (await chunked(picture.subarray(0, 100), picture.subarray(100))).blob()).type, 'image/png');
    const { code } = await refused(await chunked(picture, Buffer.alloc(MAX_BYTES)), 413);
    assert.equal(code, 'too_many_bytes');
    assert.equal(pool.stats().scratchBytes, 0);
  });

  it('is refused while the pool is full, before a byte of it is taken in', async () => {
    const held = Array.from({ length: PLACES }, () => holdRequest());
    await until(() => pool.stats().scratchBytes === PLACES * picture.length);
    const reply = await send('format=webp');
    assert.ok(Number(reply.headers.get('retry-after')) >= 1);
    assert.equal((await refused(reply, 503)).code, 'pool_full');
    assert.equal(pool.stats().scratchBytes, PLACES * picture.length);
    for (const one of held) one.destroy();
    await until(() => pool.stats().scratchBytes === 0);
    assert.equal((await send('format=webp')).status, 200);
  });

  it('leaves nothing behind, however its request ends', async () => {
    const client = new AbortController();
    await Promise.all([
      send('format=png').then((reply) => reply.body?.cancel()),
      send('format=png', Buffer.from('text')),
      send('format=png', picture.subarray(0, 200)),
      send('format=webp&effort=9'),
      sendKeys({ source: 'sources/none', target: 'results/b', format: 'png' }),
      send('format=avif&effort=9&width=4000', picture, {}, client.signal).catch(() => {}),
      setTimeout(() => client.abort(), 50),
    ]);
    holdRequest().destroy();
    await until(() => pool.stats().scratchBytes === 0 && pool.stats().busy === 0);
    capture.reset();
    // Linux shows where descriptors lead, and files without names as deleted.
    if (process.platform !== 'linux') return;
    const open = readdirSync('/proc/self/fd').map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    });
    assert.ok(open.filter((path) => path.startsWith(scratch)).length <= SPARE_FILES);
    assert.deepEqual(readdirSync(scratch), []);
  });

  it('that is too large, broken or empty is refused', async () => {
    const large = Buffer.concat([picture, Buffer.alloc(MAX_BYTES)]);
    assert.equal((await refused(await send('format=webp', large), 413)).code, 'too_many_bytes');
    const half = picture.subarray(0, picture.length / 2);
    assert.equal((await refused(await send('format=webp', half), 422)).code, 'picture_broken');
    assert.equal((await refused(await send('format=webp', Buffer.alloc(0)), 415)).code, 'unsupported_format');
  });

  it('needs a format', async () => {
    const { errors } = await refused(await send('width=16'), 400);
    assert.deepEqual(errors, [{ field: 'format', message: 'is required' }]);
  });

  for (const [field, value, message] of [
    ['format', 'gif', /one of jpeg, png, webp, avif/],
    ['width', '0', /from 1 to 16383/],
    ['width', '16384', /from 1 to 16383/],
    ['width', '1.5', /from 1 to 16383/],
    ['height', 'tall', /from 1 to 16383/],
    ['fit', 'tight', /one of inside, outside, cover, contain, fill/],
    ['quality', '0', /from 1 to 100/],
    ['effort', '10', /from 0 to 9/],
    ['background', 'red', /#rrggbb/],
    ['colour', 'red', /not an option/],
  ] as const)
    it(`is refused when its ${field} is ${value}, and the reply states valid values`, async () => {
      const query = new URLSearchParams({ format: 'webp', [field]: value }).toString();
      const { code, errors } = await refused(await send(query), 400);
      assert.equal(code, 'invalid_request');
      assert.equal(errors?.[0]?.field, field);
      assert.match(errors?.[0]?.message ?? '', message);
    });

  it('is refused with the range of its format when its effort is out of range', async () => {
    const { code, detail } = await refused(await send('format=webp&effort=9'), 400);
    assert.equal(code, 'option_out_of_range');
    assert.match(detail, /0 to 6/);
  });
});

describe('store keys', () => {
  it('convert from store to store, and return a description of both pictures', async () => {
    const target = `results/${randomUUID()}`;
    const reply = await sendKeys({ source: await put(picture), target, format: 'png', width: 16 });
    assert.equal(reply.status, 200);
    const result = (await reply.json()) as ConversionResult;
    assert.ok(Value.Check(ConversionResult, result));
    assert.deepEqual(result.input, { format: 'jpeg', width: 64, height: 48, bytes: picture.length });
    const written = await buffer((await store.get(target)).body);
    assert.equal(createHash('sha256').update(written).digest('hex'), result.output.sha256);
    assert.equal((await sharp(written).metadata()).width, 16);
  });

  it('are refused when the source does not exist', async () => {
    const { code } = await refused(await sendKeys({ source: 'sources/none', target: 'results/b', format: 'png' }), 404);
    assert.equal(code, 'picture_not_found');
  });

  it('are refused when the source is too large or not a picture, and nothing is written', async () => {
    const target = `results/${randomUUID()}`;
    const large = await put(Buffer.concat([picture, Buffer.alloc(MAX_BYTES)]));
    await refused(await sendKeys({ source: large, target, format: 'png' }), 413);
    await refused(await sendKeys({ source: await put(Buffer.from('text')), target, format: 'png' }), 415);
    assert.equal(await store.stat(target), undefined);
  });

  it('are refused, field by field, when they or their options are invalid', async () => {
    const reply = await sendKeys({ source: '../secret', format: 'png', width: 0, colour: 'red' });
    const fields = (await refused(reply, 400)).errors?.map(({ field }) => field).sort();
    assert.deepEqual(fields, ['colour', 'source', 'target', 'width']);
  });
});

describe('a client that disconnects', () => {
  it('frees its converter at once', async () => {
    const heavy = await noise(400, 400).jpeg({ quality: 50 }).toBuffer();
    const client = new AbortController();
    const outcome = () => capture.lines().find(({ metadata }) => metadata['problem.code'] === 'conversion_aborted');
    const started = performance.now();
    const reply = send('format=avif&effort=9&width=16000&height=3000&fit=fill', heavy, {}, client.signal);
    const waits = () => capture.spans().filter(({ name }) => name === 'converter wait').length;
    const seen = waits();
    await capture.until(() => waits() > seen);
    client.abort();
    await assert.rejects(reply);
    await capture.until(() => outcome() !== undefined);
    assert.ok(performance.now() - started < 4_000);
    assert.equal(pool.stats().busy, 0);
    await (await send('format=png')).arrayBuffer();
  });
});
