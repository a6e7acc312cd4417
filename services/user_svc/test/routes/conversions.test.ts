import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Conversion, type Problem, ProblemError } from '@triptych/contracts';
import { Value } from 'typebox/value';
import { JPEG, MAX_BYTES, type Service, startService } from '../support/fakes.ts';

let service: Service;
let storedBefore: number;
before(async () => {
  service = await startService();
});
beforeEach(async () => {
  storedBefore = (await service.stored()).length;
});
afterEach(() => service.jobs.refuse(undefined));
after(() => service.stop());

const raw = (query: string, body: Buffer = JPEG, headers: Record<string, string> = {}) =>
  fetch(`${service.url}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', ...headers },
    body: new Uint8Array(body),
  });

/** A form with these parts in this order; a Buffer becomes a file. */
function form(parts: [name: string, value: string | Buffer][], query = '') {
  const body = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, new Blob([new Uint8Array(value)], { type: 'image/jpeg' }), 'photo.jpg');
  }
  return fetch(`${service.url}?${query}`, { method: 'POST', body });
}

/** The conversion of an accepted upload; asserts that it is complete. */
async function accepted(reply: Response): Promise<Conversion> {
  assert.equal(reply.status, 202);
  const conversion = (await reply.json()) as Conversion;
  assert.ok(Value.Check(Conversion, conversion));
  const job = service.jobs.all().find(({ id }) => id === conversion.id);
  const { body } = await service.store.get(job?.request.source ?? '');
  assert.deepEqual(await buffer(body), JPEG);
  return conversion;
}

/** The problem of a refused upload; asserts that nothing is left in the store. */
async function refused(reply: Response, status: number): Promise<Problem> {
  assert.equal(reply.status, status);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  const problem = (await reply.json()) as Problem;
  assert.equal(problem.request_id, reply.headers.get('x-request-id'));
  assert.equal((await service.stored()).length, storedBefore);
  return problem;
}

/** The reply to a client that reads only after it has sent a whole large body. */
async function statusAfterSending(body: Buffer): Promise<string> {
  const socket = connect(Number(new URL(service.base).port), '127.0.0.1');
  const head = 'POST /v1/conversions?format=webp HTTP/1.1\r\nhost: localhost\r\nconnection: close';
  socket.write(`${head}\r\ncontent-type: image/jpeg\r\ncontent-length: ${body.length}\r\n\r\n`);
  const piece = 1024 * 1024;
  for (let at = 0; at < body.length; at += piece) {
    await new Promise((resolve) => socket.write(body.subarray(at, at + piece), resolve));
  }
  return (await text(socket)).slice('HTTP/1.1 '.length, 'HTTP/1.1 415'.length);
}

describe('an upload', () => {
  it('that is refused early gets its reply while the client is still sending', async () => {
    const large = Buffer.alloc(8 * 1024 * 1024, 'hello ');
    assert.equal(await statusAfterSending(large), '415');
    JPEG.copy(large);
    assert.equal(await statusAfterSending(large), '413');
    assert.equal((await service.stored()).length, storedBefore);
  });

  it('is accepted as the body of a request, with options in the query', async () => {
    const reply = await raw('format=webp&width=30&fit=cover', JPEG, { 'x-request-id': 'abc-123-def' });
    const self = reply.headers.get('location');
    const { id, status, options, links } = await accepted(reply);
    assert.equal(self, `/v1/conversions/${id}`);
    assert.deepEqual(links, { self, events: `${self}/events`, result: `${self}/result` });
    assert.equal(status, 'queued');
    assert.deepEqual(options, { format: 'webp', width: 30, fit: 'cover' });
    const shown = await (await fetch(`${service.base}${self}`)).json();
    assert.equal((shown as Conversion).id, id);
    assert.ok(!JSON.stringify(shown).includes('sources/'));
  });

  it('is accepted as a form, with fields before or after the file', async () => {
    const before = await accepted(
      await form([
        ['format', 'png'],
        ['width', '30'],
        ['file', JPEG],
      ]),
    );
    const after = await accepted(
      await form([
        ['file', JPEG],
        ['format', 'png'],
        ['width', '30'],
      ]),
    );
    for (const { options } of [before, after]) {
      assert.deepEqual([options.format, options.width], ['png', 30]);
    }
  });

  it('keeps the file name that a form or a header gives, without its folders', async () => {
    const named = async (reply: Promise<Response>) => (await accepted(await reply)).name;
    const upload = (name: string) => {
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(JPEG)]), name);
      return fetch(`${service.url}?format=webp`, { method: 'POST', body });
    };
    assert.equal(await named(upload('../Übung ✓.jpg')), 'Übung ✓.jpg');
    assert.equal(await named(upload(`${'a'.repeat(3000)}.jpg`)), 'a'.repeat(200));
    const header = (value: string) => raw('format=webp', JPEG, { 'content-disposition': value });
    assert.equal(await named(header('attachment; filename="C:\\\\pictures\\\\a.jpg"')), 'a.jpg');
    assert.equal(
      await named(header(`attachment; filename="?bung.jpg"; filename*=UTF-8''%C3%9Cbung%0A.jpg`)),
      'Übung.jpg',
    );
    for (const value of ['attachment', ';;;=', 'attachment; filename=".."', "attachment; filename*=UTF-8''%zz"])
      assert.equal(await named(header(value)), undefined, value);
    assert.equal(await named(raw('format=webp')), undefined);
  });

  it('is measured by its size and logged', async () => {
    const count = async () => (await service.capture.sample('user_svc_upload_bytes_count')) ?? 0;
    const counted = await count();
    await accepted(await raw('format=webp', JPEG, { 'x-request-id': 'log-of-upload' }));
    assert.equal(await count(), counted + 1);
    const line = service.capture
      .lines()
      .find(({ message, metadata }) => message === 'upload stored' && metadata.request_id === 'log-of-upload');
    assert.equal(line?.metadata['picture.input.bytes'], JPEG.length);
  });
});

describe('an upload is refused, and leaves nothing behind,', () => {
  for (const [field, value, message] of [
    ['width', '0', 'must be a whole number from 1 to 16383'],
    ['width', 'abc', 'must be a whole number from 1 to 16383'],
    ['quality', '101', 'must be a whole number from 1 to 100'],
    ['format', 'bmp', 'must be one of jpeg, png, webp, avif'],
    ['colour', 'red', 'is not an option'],
  ] as const) {
    it(`when its ${field} is ${value}`, async () => {
      const query = new URLSearchParams({ format: 'webp', [field]: value }).toString();
      const fields: [string, string][] = [
        ['format', 'webp'],
        [field, value],
      ];
      for (const reply of [await raw(query), await form([['file', JPEG], ...fields])]) {
        const { code, errors } = await refused(reply, 400);
        assert.equal(code, 'invalid_request');
        assert.deepEqual(errors, [{ field, message }]);
      }
    });
  }

  it('when it has no output format', async () => {
    for (const reply of [await raw('width=30'), await form([['file', JPEG]])]) {
      assert.deepEqual((await refused(reply, 400)).errors, [{ field: 'format', message: 'is required' }]);
    }
  });

  it('when it is not a picture', async () => {
    const text = Buffer.from('This is not a picture. '.repeat(500));
    for (const reply of [
      await raw('format=webp', text),
      await form([
        ['format', 'webp'],
        ['file', text],
      ]),
    ]) {
      const { code, detail } = await refused(reply, 415);
      assert.equal(code, 'unsupported_format');
      assert.match(detail, /text; send JPEG, PNG, WebP/);
    }
  });

  it('when it is empty', async () => {
    const empty = Buffer.alloc(0);
    for (const reply of [
      await raw('format=webp', empty),
      await form([
        ['format', 'webp'],
        ['file', empty],
      ]),
    ]) {
      assert.match((await refused(reply, 415)).detail, /empty/);
    }
  });

  it('when it is too large', async () => {
    const large = Buffer.concat([JPEG, Buffer.alloc(MAX_BYTES)]);
    for (const reply of [
      await raw('format=webp', large),
      await form([
        ['file', large],
        ['format', 'webp'],
      ]),
    ]) {
      const { code, detail } = await refused(reply, 413);
      assert.equal(code, 'too_many_bytes');
      assert.match(detail, /more than 100000 bytes/);
    }
  });

  it('when the form has no file, or two', async () => {
    assert.equal((await refused(await form([['format', 'webp']]), 400)).code, 'picture_missing');
    const two = await form([
      ['file', JPEG],
      ['file', JPEG],
      ['format', 'webp'],
    ]);
    assert.equal(two.status, 413);
    assert.equal((await service.stored()).length, storedBefore);
  });

  it('when job_svc refuses it', async () => {
    service.jobs.refuse(new ProblemError({ status: 400, code: 'invalid_request', detail: 'no' }));
    await refused(await raw('format=webp'), 400);
  });

  it('when the client disconnects in the middle of it', async () => {
    const deleted = once(service.deletions, 'deleted');
    const upload = httpRequest(service.url, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg', 'content-length': MAX_BYTES },
    });
    upload.on('error', () => {});
    upload.write(JPEG, () => upload.destroy());
    await deleted;
    assert.equal((await service.stored()).length, storedBefore);
  });
});

describe('without job_svc', () => {
  const away = new ProblemError({
    status: 503,
    code: 'job_svc_unavailable',
    detail: 'Try again in a few seconds.',
    headers: { 'retry-after': '2' },
  });

  it('an upload gets a 503 with retry-after, and is kept, because its job may exist', async () => {
    service.jobs.refuse(away);
    const reply = await raw('format=webp');
    assert.equal(reply.status, 503);
    assert.equal(reply.headers.get('retry-after'), '2');
    assert.equal(((await reply.json()) as Problem).code, 'job_svc_unavailable');
    assert.equal((await service.stored()).length, storedBefore + 1);
  });

  it('the service is not ready', async () => {
    service.jobs.refuse(away);
    assert.equal((await fetch(`${service.base}/health/ready`)).status, 503);
    service.jobs.refuse(undefined);
    assert.equal((await fetch(`${service.base}/health/ready`)).status, 200);
  });
});

describe('a conversion', () => {
  it('with an unknown id is not found, and an id that is not a UUID is refused', async () => {
    assert.equal((await fetch(`${service.url}/${randomUUID()}`)).status, 404);
    assert.equal((await fetch(`${service.url}/seven`)).status, 400);
  });
});
