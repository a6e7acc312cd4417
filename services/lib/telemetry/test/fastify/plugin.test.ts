import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type Problem, ProblemError } from '@triptych/contracts';
import Type from 'typebox';
import { telemetryPlugin } from '../../src/fastify/plugin.ts';
import { addRequestTelemetry } from '../../src/fastify/requests.ts';
import { createServer, type Server } from '../../src/fastify/server.ts';
import { createMetrics } from '../../src/metrics.ts';
import { captureTelemetry } from '../../src/testing.ts';

const capture = captureTelemetry('user_svc');
const isServer = (span: { kind: SpanKind }) => span.kind === SpanKind.SERVER;

describe('a server with the telemetry plugin', () => {
  let app: Server;
  let base: string;
  let healthy = true;
  let frozen: Promise<void> | undefined;

  before(async () => {
    app = createServer(capture.telemetry);
    await app.register(telemetryPlugin, {
      telemetry: capture.telemetry,
      checks: {
        database: async () => {
          if (!healthy) throw new Error('cannot be reached');
        },
        cache: async () => frozen,
      },
    });
    app.get('/things/:id', async (request) => {
      capture.telemetry.logger.info({ thing: 1 }, 'job created');
      return request.params;
    });
    app.post('/echo', async (request) => {
      capture.telemetry.logger.info({}, 'job created');
      return request.body;
    });
    app.get('/downstream', async () => (await fetch(`${base}/things/7`)).json());
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

  /** Fetches and waits until the server has ended the span and written the line of that request. */
  const request: typeof fetch = async (...args) => {
    const seen = capture.spans().filter(isServer).length;
    const reply = await fetch(...args);
    await capture.until(() => capture.spans().filter(isServer).length > seen);
    return reply;
  };
  const lineOf = (message: string) => capture.lines().find((line) => line.message === message);

  it('makes one server span by the semantic conventions, a child of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await request(`${base}/things/7?secret=1`, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    const [span, ...others] = capture.spans();
    assert.equal(others.length, 0);
    assert.equal(span?.name, 'GET /things/:id');
    assert.equal(span.kind, SpanKind.SERVER);
    assert.equal(span.spanContext().traceId, traceId);
    assert.equal(span.parentSpanContext?.spanId, 'b7ad6b7169203331');
    assert.equal(span.attributes['http.route'], '/things/:id');
    assert.equal(span.attributes['http.response.status_code'], 200);
    assert.equal(span.attributes['url.path'], '/things/7');
    assert.ok(!JSON.stringify(span.attributes).includes('secret'));
  });

  it('keeps a well-formed request id and replaces any other', async () => {
    const kept = await request(`${base}/things/1`, { headers: { 'x-request-id': 'abc-123-def' } });
    assert.equal(kept.headers.get('x-request-id'), 'abc-123-def');
    for (const offered of ['short', 'has spaces in it', 'x'.repeat(129)]) {
      const reply = await request(`${base}/things/1`, { headers: { 'x-request-id': offered } });
      assert.match(reply.headers.get('x-request-id') ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    }
  });

  it('writes lines that carry request id, trace id and span id, the same to stdout and to OTLP', async () => {
    await request(`${base}/things/7`, { headers: { 'x-request-id': 'abc-123-def' } });
    const span = capture.spans()[0]?.spanContext();
    const line = lineOf('job created');
    assert.deepEqual(line?.metadata, {
      service: 'user_svc',
      request_id: 'abc-123-def',
      trace_id: span?.traceId,
      span_id: span?.spanId,
      thing: 1,
    });
    assert.equal(line?.severity, 'info');
    assert.ok(Math.abs(Date.parse(line?.time ?? '') - Date.now()) < 60_000);
    const record = capture.records()[0];
    assert.deepEqual(JSON.parse(String(record?.body)), line);
    assert.equal(record?.spanContext?.traceId, span?.traceId);
    assert.equal(record?.attributes.request_id, 'abc-123-def');
    assert.equal(record?.severityText, 'info');
    const [seconds, nanos] = record?.hrTime ?? [0, 0];
    assert.equal(new Date(seconds * 1000 + Math.floor(nanos / 1e6)).toISOString(), line?.time);
  });

  it('keeps the context in handlers that have read a body', async () => {
    const body = JSON.stringify({ filler: 'x'.repeat(50_000) });
    await request(`${base}/echo`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-request-id': 'abc-123-def' },
    });
    assert.equal(lineOf('job created')?.metadata.request_id, 'abc-123-def');
  });

  it('writes one access-log line a request', async () => {
    await request(`${base}/things/7`);
    const lines = capture.lines().filter((line) => line.message === 'request completed');
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.metadata['http.route'], '/things/:id');
    assert.equal(typeof lines[0]?.metadata.duration_seconds, 'number');
  });

  it('passes trace and request id on to the services it calls', async () => {
    await request(`${base}/downstream`, { headers: { 'x-request-id': 'abc-123-def' } });
    await capture.until(() => capture.spans().length === 3);
    const spans = capture.spans();
    const server = spans.find((span) => span.name === 'GET /downstream');
    const client = spans.find((span) => span.kind === SpanKind.CLIENT);
    const inner = spans.find((span) => span.name === 'GET /things/:id');
    assert.equal(client?.parentSpanContext?.spanId, server?.spanContext().spanId);
    assert.equal(inner?.parentSpanContext?.spanId, client?.spanContext().spanId);
    assert.equal(inner?.attributes.request_id, 'abc-123-def');
  });

  it('counts the request with its trace as the exemplar', async () => {
    const labels = { http_request_method: 'GET', http_route: '/things/:id', http_response_status_code: '200' };
    const name = 'http_server_request_duration_seconds';
    const before = (await capture.sample(`${name}_count`, labels)) ?? 0;
    await request(`${base}/things/7`);
    assert.equal(await capture.sample(`${name}_count`, labels), before + 1);
    const text = await (await fetch(`${base}/metrics`)).text();
    assert.match(text, new RegExp(`trace_id="${capture.spans()[0]?.spanContext().traceId}"`));
  });

  it('answers a thrown problem as problem+json with the request id, and says why in the log', async () => {
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

  it('hides what went wrong on our side from the caller, and logs it with its cause', async () => {
    const reply = await request(`${base}/broken`);
    assert.equal(reply.status, 500);
    assert.ok(!(await reply.text()).includes('secret'));
    const line = lineOf('request failed');
    assert.equal(line?.severity, 'error');
    assert.match(JSON.stringify(line?.metadata.err), /secret detail.*root cause/s);
    assert.equal(capture.spans()[0]?.status.code, SpanStatusCode.ERROR);
  });

  it('names each refused field with its range', async () => {
    const problem = (await (await request(`${base}/ranged?width=10&scale=2`)).json()) as Problem;
    assert.equal(problem.code, 'invalid_request');
    assert.deepEqual(problem.errors, [
      { field: 'width', message: 'must be a whole number from 1 to 9' },
      { field: 'scale', message: 'must be a number from 0 to 1' },
    ]);
  });

  it('answers a body that is too large to a client that reads only once it has sent it all', async () => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    const piece = Buffer.alloc(1024 * 1024, ' ');
    const head = 'POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close';
    socket.write(`${head}\r\ncontent-length: ${8 * piece.length}\r\n\r\n`);
    for (let i = 0; i < 8; i++) await new Promise((resolve) => socket.write(piece, resolve));
    const reply = await text(socket);
    assert.match(reply, /^HTTP\/1\.1 413 .*"code":"too_many_bytes"/s);
  });

  it('answers an unknown route as a problem, under one label', async () => {
    const reply = await request(`${base}/nowhere`);
    assert.equal(((await reply.json()) as Problem).code, 'route_not_found');
    assert.equal(lineOf('request completed')?.metadata['http.route'], 'unmatched');
  });

  it('ends the span of a request whose client went away', async () => {
    const aborted = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const slow = createServer(capture.telemetry);
    addRequestTelemetry(slow, { ...capture.telemetry, metrics: createMetrics() });
    slow.addHook('onRequestAbort', (_request, done) => {
      aborted.resolve();
      done();
    });
    slow.get('/slow', async () => {
      started.resolve();
      await aborted.promise;
      return 'late';
    });
    const url = await slow.listen({ host: '127.0.0.1', port: 0 });
    const controller = new AbortController();
    const reply = fetch(`${url}/slow`, { signal: controller.signal });
    await started.promise;
    controller.abort();
    await assert.rejects(reply);
    await aborted.promise;
    await slow.close();
    assert.equal(capture.spans()[0]?.attributes['http.response.status_code'], 499);
    assert.ok(lineOf('request aborted'));
  });

  it('tells liveness from readiness, and makes no spans for either', async () => {
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

  it('is not ready when a dependency takes the question and never answers', async () => {
    const answer = Promise.withResolvers<void>();
    frozen = answer.promise;
    const ready = await fetch(`${base}/health/ready`);
    assert.equal(ready.status, 503);
    assert.match(await ready.text(), /"cache":"no answer within 2 s"/);
    frozen = undefined;
    answer.resolve();
  });
});
