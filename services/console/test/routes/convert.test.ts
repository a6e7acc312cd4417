import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Problem } from '@triptych/contracts';
import { type ConvertConsole, startConvertConsole } from '../support/convert-console.ts';

const ID = '019acd00-0000-7000-8000-000000000001';
const MIB = 1024 * 1024;

let service: ConvertConsole;
before(async () => {
  service = await startConvertConsole();
});
beforeEach(() => {
  service.requests.length = 0;
  service.capture.reset();
  service.answer((request, reply) => {
    request.resume();
    request.on('end', () => reply.writeHead(202, { location: `/v1/conversions/${ID}` }).end('{}'));
  });
});
after(() => service.stop());

const upload = (headers: Record<string, string> = {}, body: string | Uint8Array<ArrayBuffer> = 'a picture') =>
  fetch(`${service.base}/v1/conversions?format=webp&width=64`, { method: 'POST', body, headers });

describe('an upload through the console', () => {
  it('reaches user_svc with its options, its type and its name, and without the session', async () => {
    const sent = {
      'content-type': 'image/png',
      'content-disposition': 'attachment; filename="a.png"',
      cookie: 'session=secret',
      authorization: 'Bearer secret',
    };
    const reply = await upload(sent);
    assert.equal(reply.status, 202);
    assert.equal(reply.headers.get('location'), `/v1/conversions/${ID}`);
    const [request] = service.requests;
    assert.equal(request?.url, '/v1/conversions?format=webp&width=64');
    assert.equal(request?.headers['content-disposition'], sent['content-disposition']);
    assert.equal(request?.headers.cookie, undefined);
    assert.equal(request?.headers.authorization, undefined);
  });

  it('has one request id and one trace, whose root is the span of the browser', async () => {
    const [traceId, spanId] = ['5b'.repeat(16), 'c1'.repeat(8)];
    const reply = await upload({
      'x-request-id': 'from-the-browser',
      traceparent: `00-${traceId}-${spanId}-01`,
      tracestate: 'triptych=keep',
    });
    await reply.text();
    await service.capture.until(() => service.capture.spans().length === 2);
    const [client, server] = service.capture.spans();
    assert.equal(server?.parentSpanContext?.spanId, spanId);
    assert.equal(client?.parentSpanContext?.spanId, server?.spanContext().spanId);
    const [request] = service.requests;
    assert.equal(request?.headers['x-request-id'], 'from-the-browser');
    assert.equal(request?.headers.traceparent, `00-${traceId}-${client?.spanContext().spanId}-01`);
    assert.equal(request?.headers.tracestate, 'triptych=keep');
    assert.equal(reply.headers.get('x-request-id'), 'from-the-browser');
  });

  it('waits while user_svc does not read: the console keeps none of it', async () => {
    let received = 0;
    const { promise: reading, resolve: read } = Promise.withResolvers<void>();
    service.answer(async (request, reply) => {
      await reading;
      for await (const chunk of request) received += chunk.length;
      reply.writeHead(202).end('{}');
    });
    const chunk = Buffer.alloc(256 * 1024, 7);
    let sent = 0;
    const request = httpRequest(`${service.base}/v1/conversions`, {
      method: 'POST',
      headers: { 'content-length': 25 * MIB },
    });
    const answered = once(request, 'response');
    const body = Readable.from(
      (function* () {
        for (; sent < 25 * MIB; sent += chunk.length) yield chunk;
      })(),
      { highWaterMark: 1 },
    );
    body.pipe(request);
    await delay(500);
    // Two connections hold what the operating system buffers for them.
    assert.ok(sent < 16 * MIB, `${sent / MIB} MiB were taken although nobody read them`);
    read();
    const [reply] = await answered;
    reply.resume();
    assert.deepEqual([reply.statusCode, received], [202, 25 * MIB]);
  });

  it('is refused as user_svc refuses it', async () => {
    const problem = { type: 'about:blank', title: 'Content Too Large', status: 413, code: 'too_many_bytes' };
    service.answer((request, reply) => {
      request.resume();
      request.on('end', () =>
        reply.writeHead(413, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem)),
      );
    });
    const reply = await upload({}, new Uint8Array(2 * MIB));
    assert.equal(reply.status, 413);
    assert.equal(reply.headers.get('content-type'), 'application/problem+json');
    assert.deepEqual(await reply.json(), problem);
  });

  it('is answered once with 503 while user_svc cannot take it, with the time to try again', async () => {
    service.answer((request, reply) => {
      request.resume();
      request.on('end', () => reply.writeHead(503, { 'retry-after': '2' }).end('{"code":"job_svc_unavailable"}'));
    });
    const reply = await upload();
    assert.deepEqual([reply.status, reply.headers.get('retry-after')], [503, '2']);
    const { status } = await fetch(`${service.base}/v1/conversions/${ID}`);
    assert.equal(status, 503);
    assert.equal(service.requests.length, 2);
  });

  for (const [what, headers] of [
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a sibling host', { 'sec-fetch-site': 'same-site' }],
    ['of another origin', { origin: 'http://evil.example' }],
    ['without an origin', { origin: 'null' }],
  ] as [string, Record<string, string>][]) {
    it(`is refused from a page ${what}, and user_svc does not see it`, async () => {
      const reply = await raw('POST', headers);
      assert.equal(reply.status, 403);
      assert.equal(reply.body.code, 'cross_origin');
      assert.equal(service.requests.length, 0);
    });
  }

  it('is accepted from its own page', async () => {
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: service.base }]) {
      assert.equal((await raw('POST', headers)).status, 202);
    }
  });
});

describe('a conversion through the console', () => {
  it('is followed event by event', async () => {
    const { promise: second, resolve: sendSecond } = Promise.withResolvers<void>();
    service.answer(async (_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.write('id: 0-queued\n\n');
      await second;
      reply.end('id: 1-succeeded\n\n');
    });
    const reply = await fetch(`${service.base}/v1/conversions/${ID}/events`);
    assert.equal(reply.headers.get('content-type'), 'text/event-stream');
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => Buffer.from((await reader.read()).value ?? []).toString();
    assert.equal(await next(), 'id: 0-queued\n\n');
    sendSecond();
    assert.equal(await next(), 'id: 1-succeeded\n\n');
  });

  it('is no longer followed in user_svc once the browser has gone', async () => {
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    service.answer((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
      reply.on('close', resolve);
    });
    const leaving = new AbortController();
    await fetch(`${service.base}/v1/conversions/${ID}/events`, { signal: leaving.signal });
    leaving.abort();
    await gone;
  });

  it('has its result, whole or a range of it, with the headers of user_svc', async () => {
    service.answer(({ headers }, reply) => {
      reply.writeHead(206, { 'content-type': 'image/webp', etag: '"abc"', 'content-range': 'bytes 0-3/9' });
      reply.end(headers.range === 'bytes=0-3' ? 'webp' : '');
    });
    const reply = await fetch(`${service.base}/v1/conversions/${ID}/result`, { headers: { range: 'bytes=0-3' } });
    assert.deepEqual(
      [reply.status, reply.headers.get('etag'), reply.headers.get('content-range'), await reply.text()],
      [206, '"abc"', 'bytes 0-3/9', 'webp'],
    );
  });

  it('is the only thing of user_svc that the console passes on', async () => {
    const paths = ['/v1/conversions/', '/v1/jobs', `/v1/conversions/${ID}/other`, '/v1/conversions/../jobs', '/faults'];
    for (const path of paths) {
      const reply = await fetch(`${service.base}${path}`);
      assert.ok(reply.status === 404 || reply.status === 400 || reply.status === 405, `${path}: ${reply.status}`);
    }
    assert.equal((await fetch(`${service.base}/v1/conversions/${ID}`, { method: 'DELETE' })).status, 405);
    assert.equal((await fetch(`${service.base}/v1/conversions/not-a-uuid`)).status, 400);
    assert.equal(service.requests.length, 0);
  });
});

describe('without user_svc', () => {
  it('the console says so', async () => {
    service.away();
    const reply = await fetch(`${service.base}/v1/conversions/${ID}`);
    const problem = (await reply.json()) as Problem;
    assert.deepEqual([reply.status, problem.code], [503, 'user_svc_unavailable']);
    assert.equal(problem.request_id, reply.headers.get('x-request-id'));
  });
});

/** A request with headers that `fetch` would not send. */
async function raw(method: string, headers: Record<string, string>): Promise<{ status: number; body: Problem }> {
  const request = httpRequest(`${service.base}/v1/conversions`, { method, headers });
  request.end('a picture');
  const [reply] = await once(request, 'response');
  const text = (await reply.toArray()).join('');
  return { status: reply.statusCode, body: JSON.parse(text || '{}') };
}
