import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SpanStatusCode } from '@opentelemetry/api';
import { type Problem, ProblemError } from '@triptych/contracts';
import { captureTelemetry } from '@triptych/telemetry/testing';
import Type from 'typebox';
import { servicePlugin } from '../src/plugin.ts';
import { createServer, type Server } from '../src/server.ts';

const capture = captureTelemetry('user_svc');

describe('a server with the service plugin', () => {
  let app: Server;
  let base: string;
  let healthy = true;
  let frozen: Promise<void> | undefined;

  before(async () => {
    app = createServer(capture.telemetry);
    await app.register(servicePlugin, {
      telemetry: capture.telemetry,
      description: 'A server for tests.',
      checks: {
        database: async () => {
          if (!healthy) throw new Error('cannot be reached');
        },
        cache: async () => frozen,
      },
    });
    app.post('/echo', async (request) => request.body);
    app.get('/teapot', async () => {
      throw new ProblemError({ status: 418, code: 'teapot', detail: 'Use a kettle.' });
    });
    app.get('/broken', async () => {
      throw new Error('secret detail', { cause: new Error('root cause') });
    });
    app.get(
      '/ranged',
      {
        schema: {
          querystring: Type.Object({
            width: Type.Integer({ minimum: 1, maximum: 9 }),
            scale: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
          }),
        },
      },
      async () => 'ok',
    );
    base = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => app.close());
  beforeEach(() => capture.reset());

  const { request } = capture;
  const lineOf = (message: string) => capture.lines().find((line) => line.message === message);

  it('answers a thrown problem as problem+json with the request id, and logs the reason', async () => {
    const reply = await request(`${base}/teapot`, { headers: { 'x-request-id': 'abc-123-def' } });
    assert.equal(reply.headers.get('content-type'), 'application/problem+json');
    assert.deepEqual(await reply.json(), {
      type: 'about:blank',
      title: "I'm a Teapot",
      status: 418,
      code: 'teapot',
      detail: 'Use a kettle.',
      request_id: 'abc-123-def',
    });
    const line = lineOf('request completed');
    assert.equal(line?.severity, 'warning');
    assert.equal(line?.metadata['problem.code'], 'teapot');
    assert.equal(line?.metadata['problem.detail'], 'Use a kettle.');
  });

  it('hides unexpected errors from the caller, and logs them with their cause', async () => {
    const reply = await request(`${base}/broken`);
    assert.equal(reply.status, 500);
    assert.ok(!(await reply.text()).includes('secret'));
    const line = lineOf('request failed');
    assert.equal(line?.severity, 'error');
    assert.match(JSON.stringify(line?.metadata.err), /secret detail.*root cause/s);
    assert.equal(capture.spans()[0]?.status.code, SpanStatusCode.ERROR);
  });

  it('names each invalid field with its range', async () => {
    const problem = (await (await request(`${base}/ranged?width=10&scale=2`)).json()) as Problem;
    assert.equal(problem.code, 'invalid_request');
    assert.deepEqual(problem.errors, [
      { field: 'width', message: 'must be a whole number from 1 to 9' },
      { field: 'scale', message: 'must be a number from 0 to 1' },
    ]);
  });

  for (const infinite of ['Infinity', '-Infinity', '1e400'])
    it(`refuses ${infinite} as a number of a query`, async () => {
      const reply = await request(`${base}/ranged?width=${infinite}&scale=${infinite}`);
      assert.equal(reply.status, 400);
      const { errors } = (await reply.json()) as Problem;
      assert.deepEqual(
        errors?.map(({ field }) => field),
        ['width', 'scale'],
      );
    });

  it('answers a client with a too large body that reads only after it has sent everything', async () => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    const piece = Buffer.alloc(1024 * 1024, ' ');
    const head = 'POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close';
    socket.write(`${head}\r\ncontent-length: ${8 * piece.length}\r\n\r\n`);
    for (let i = 0; i < 8; i++) await new Promise((resolve) => socket.write(piece, resolve));
    const reply = await text(socket);
    assert.match(reply, /^HTTP\/1\.1 413 .*"code":"too_many_bytes"/s);
  });

  it('answers an unknown route with a problem, and logs one route label for all of them', async () => {
    const reply = await request(`${base}/nowhere`);
    assert.equal(((await reply.json()) as Problem).code, 'route_not_found');
    assert.equal(lineOf('request completed')?.metadata['http.route'], 'unmatched');
  });

  it('reports liveness and readiness separately, and makes no spans for either', async () => {
    healthy = false;
    const ready = await fetch(`${base}/health/ready`);
    assert.equal(ready.status, 503);
    assert.deepEqual(await ready.json(), {
      status: 'unavailable',
      checks: { database: 'cannot be reached', cache: 'ok' },
    });
    assert.equal((await fetch(`${base}/health`)).status, 200);
    healthy = true;
    assert.equal((await fetch(`${base}/health/ready`)).status, 200);
    assert.equal(capture.spans().length, 0);
    assert.equal(capture.lines().length, 0);
  });

  it('is not ready when a dependency never answers', async () => {
    const answer = Promise.withResolvers<void>();
    frozen = answer.promise;
    const ready = await fetch(`${base}/health/ready`);
    assert.equal(ready.status, 503);
    assert.match(await ready.text(), /"cache":"no answer within 2 s"/);
    frozen = undefined;
    answer.resolve();
  });

  it('describes its routes and those of every service in its OpenAPI document', async () => {
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as { paths: Record<string, object> };
    assert.deepEqual(Object.keys(document.paths).sort(), [
      '/broken',
      '/echo',
      '/health',
      '/health/ready',
      '/metrics',
      '/ranged',
      '/teapot',
    ]);
    assert.equal((await fetch(`${base}/swaggerui`)).status, 200);
    assert.deepEqual([capture.spans(), capture.lines()], [[], []]);
  });
});
