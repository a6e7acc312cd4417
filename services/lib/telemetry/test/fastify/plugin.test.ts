import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SpanKind } from '@opentelemetry/api';
import Fastify, { type FastifyInstance } from 'fastify';
import { fastifyOptions } from '../../src/fastify/options.ts';
import { telemetryPlugin } from '../../src/fastify/plugin.ts';
import { addRequestTelemetry } from '../../src/fastify/requests.ts';
import { createMetrics } from '../../src/metrics.ts';
import { captureTelemetry } from '../../src/testing/index.ts';

const capture = captureTelemetry('user_svc');

describe('a Fastify instance with the telemetry plugin', () => {
  let app: FastifyInstance;
  let base: string;

  before(async () => {
    app = Fastify(fastifyOptions(capture.telemetry));
    await app.register(telemetryPlugin, { telemetry: capture.telemetry });
    app.get('/things/:id', async (request) => {
      capture.telemetry.logger.info({ thing: 1 }, 'job created');
      return request.params;
    });
    app.post('/echo', async (request) => {
      capture.telemetry.logger.info({}, 'job created');
      return request.body;
    });
    app.get('/measured', async () => ({}));
    app.get('/downstream', async () => (await fetch(`${base}/things/7`)).json());
    base = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => app.close());
  beforeEach(() => capture.reset());

  const { request } = capture;
  const lineOf = (message: string) => capture.lines().find((line) => line.message === message);

  it('makes one server span after the semantic conventions, a child of the caller', async () => {
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

  it('marks the span and the series of a request that tests the system, and no other', async () => {
    const caller = (mark: string) => ({
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: `triptych=${mark}`,
    });
    for (const mark of ['test', 'keep']) await request(`${base}/marked/1`, { headers: caller(mark) });
    const [test, other] = capture.spans();
    assert.equal(test?.attributes['user_agent.synthetic.type'], 'test');
    assert.equal(other?.attributes['user_agent.synthetic.type'], undefined);
    const labels = { http_request_method: 'GET', http_route: 'unmatched', http_response_status_code: '404' };
    const count = (more = {}) => capture.sample('http_server_request_duration_seconds_count', { ...labels, ...more });
    assert.equal(await count({ user_agent_synthetic_type: 'test' }), 1);
    assert.equal(await count(), 1);
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

  it('writes one access-log line for each request', async () => {
    await request(`${base}/things/7`);
    const lines = capture.lines().filter((line) => line.message === 'request completed');
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.metadata['http.route'], '/things/:id');
    assert.equal(typeof lines[0]?.metadata.duration_seconds, 'number');
  });

  it('passes trace and request id on to the services that it calls', async () => {
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

  it('passes the wish to keep the trace on, on every span and to the services that it calls', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await request(`${base}/downstream`, { headers: { traceparent, tracestate: 'triptych=keep' } });
    await capture.until(() => capture.spans().length === 3);
    const states = capture.spans().map((span) => span.spanContext().traceState?.serialize());
    assert.deepEqual(states, ['triptych=keep', 'triptych=keep', 'triptych=keep']);
  });

  it('counts the request with its trace as the exemplar', async () => {
    const labels = { http_request_method: 'GET', http_route: '/measured', http_response_status_code: '200' };
    const name = 'http_server_request_duration_seconds';
    await request(`${base}/measured`);
    assert.equal(await capture.sample(`${name}_count`, labels), 1);
    const text = await (await fetch(`${base}/metrics`)).text();
    assert.match(text, new RegExp(`trace_id="${capture.spans()[0]?.spanContext().traceId}"`));
  });

  it('ends the span of a request whose client disconnects', async () => {
    const aborted = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const slow = Fastify(fastifyOptions(capture.telemetry));
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
});
