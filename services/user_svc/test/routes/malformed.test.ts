import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Problem } from '@triptych/contracts';
import { JPEG, MAX_BYTES, type Service, startService } from '../support/fakes.ts';

let service: Service;
let storedBefore: number;
before(async () => {
  service = await startService();
});
beforeEach(async () => {
  service.capture.reset();
  storedBefore = (await service.stored()).length;
});
after(() => service.stop());

const FORM = 'multipart/form-data; boundary=xyz';

/** One part of a form with the boundary `xyz`. */
function part(name: string, value: string | Buffer, headers = ''): Buffer {
  const file = typeof value === 'string' ? '' : '; filename="photo.jpg"';
  const head = `--xyz\r\ncontent-disposition: form-data; name="${name}"${file}\r\n${headers}\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')]);
}
const END = Buffer.from('--xyz--\r\n');
const FORMAT = part('format', 'webp');

function send(type: string | undefined, ...body: readonly Buffer[]) {
  return fetch(`${service.url}?`, {
    method: 'POST',
    headers: type === undefined ? {} : { 'content-type': type },
    body: new Uint8Array(Buffer.concat(body)),
  });
}

/** The problem of a refused upload; asserts that nothing is left in the store, and that no line says that we failed. */
async function refused(reply: Response, status: number, code: string): Promise<Problem> {
  const body = await reply.text();
  assert.equal(reply.status, status, body);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  const problem = JSON.parse(body) as Problem;
  assert.equal(problem.code, code);
  assert.equal(problem.request_id, reply.headers.get('x-request-id'));
  assert.equal((await service.stored()).length, storedBefore);
  assert.ok(!service.capture.lines().some(({ severity }) => severity === 'error'));
  return problem;
}

describe('a form is refused as the mistake of the caller', () => {
  for (const [what, type, body] of [
    ['has no boundary', 'multipart/form-data', [FORMAT, part('file', JPEG), END]],
    ['has an empty boundary', 'multipart/form-data; boundary=', [FORMAT, part('file', JPEG), END]],
    ['has another boundary', 'multipart/form-data; boundary=abc', [FORMAT, part('file', JPEG), END]],
    ['is cut in a file', FORM, [FORMAT, part('file', JPEG).subarray(0, 5000)]],
    ['is cut in the head of a part', FORM, [FORMAT, part('file', JPEG).subarray(0, 30)]],
    ['is cut after a field', FORM, [part('file', JPEG), FORMAT]],
    ['has a part without a name', FORM, [Buffer.from('--xyz\r\n\r\nabc\r\n'), part('file', JPEG).subarray(0, 50)]],
    ['is text', FORM, [Buffer.from('hello')]],
  ] as const)
    it(`when it ${what}`, async () => {
      const { detail } = await refused(await send(type, ...body), 400, 'malformed_form');
      assert.match(detail, /form/);
    });

  it('when it is empty, or has only a boundary', async () => {
    await refused(await send(FORM), 400, 'picture_missing');
    await refused(await send(FORM, END), 400, 'picture_missing');
  });

  it('when a field is too long, which is never cut silently', async () => {
    const reply = await send(FORM, part('file', JPEG), FORMAT, part('width', `30${' '.repeat(2000)}`), END);
    const { errors } = await refused(reply, 400, 'invalid_request');
    assert.deepEqual(errors, [{ field: 'width', message: 'must have at most 1024 bytes' }]);
  });

  it('when a field claims to be JSON and is not', async () => {
    const json = part('width', '{', 'content-type: application/json\r\n');
    await refused(await send(FORM, part('file', JPEG), json, END), 400, 'invalid_request');
  });

  it('when the name of a field is that of a property of every object', async () => {
    await refused(await send(FORM, FORMAT, part('__proto__', 'x'), part('file', JPEG), END), 400, 'invalid_request');
  });

  it('when it has too many fields, or two files', async () => {
    const fields = Array.from({ length: 17 }, (_, i) => part(`x${i}`, 'y'));
    await refused(await send(FORM, ...fields, part('file', JPEG), END), 413, 'invalid_request');
    await refused(await send(FORM, part('file', JPEG), part('more', JPEG), END), 413, 'invalid_request');
  });

  it('when its picture is sent as a field', async () => {
    await refused(await send(FORM, FORMAT, part('file', JPEG.toString('latin1')), END), 400, 'picture_missing');
  });
});

describe('a picture is accepted by its bytes', () => {
  for (const type of [undefined, '', 'jpeg', 'image/', 'image/x-foo', 'text/plain', 'application/json', 'a, b'])
    it(`with the content type ${JSON.stringify(type)}`, async () => {
      const reply = await fetch(`${service.url}?format=webp`, {
        method: 'POST',
        headers: type === undefined ? {} : { 'content-type': type },
        body: new Uint8Array(JPEG),
      });
      assert.equal(reply.status, 202, await reply.text());
    });
});

describe('an upload whose client disconnects', () => {
  for (const [what, type, begin] of [
    ['raw body', 'image/jpeg', JPEG],
    ['form', FORM, Buffer.concat([FORMAT, part('file', JPEG).subarray(0, 5000)])],
  ] as const)
    it(`in the middle of a ${what} has one line, which says that it was aborted`, async () => {
      const { port } = new URL(service.base);
      const socket = connect(Number(port), '127.0.0.1');
      const head = `POST /v1/conversions?format=webp HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\n`;
      socket.write(`${head}content-length: ${MAX_BYTES}\r\n\r\n`);
      socket.write(begin, () => setTimeout(() => socket.destroy(), 100));
      await once(socket, 'close');
      const lines = () => service.capture.lines().map(({ message }) => message);
      await service.capture.until(() => lines().includes('request aborted'));
      // What the handler still has to say, it says within a moment.
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.deepEqual(lines(), ['request aborted']);
      assert.equal((await service.stored()).length, storedBefore);
    });

  it('with a chunk that is malformed gets 400', async () => {
    const socket = connect(Number(new URL(service.base).port), '127.0.0.1');
    socket.write('POST /v1/conversions?format=webp HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    socket.write(`${JPEG.length.toString(16)}\r\n${JPEG.toString('latin1')}\r\nzz\r\n`, 'latin1');
    const reply = await text(socket);
    assert.match(reply, /^HTTP\/1\.1 400 .*"code":"malformed_request"/s);
    // The parser answers while the handler still removes what it has stored; without a removal this ends at the time limit.
    while ((await service.stored()).length !== storedBefore) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
