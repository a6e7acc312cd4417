import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Problem } from '@triptych/contracts';
import { type ConvertConsole, startConvertConsole } from '../support/convert-console.ts';

let service: ConvertConsole;
before(async () => {
  service = await startConvertConsole();
});
beforeEach(() => service.capture.reset());
after(() => service.stop());

const span = () => ({
  trace_id: '5b'.repeat(16),
  span_id: 'c1'.repeat(8),
  request_id: 'from-the-browser',
  started_at: Date.now() - 1500,
  duration_seconds: 1.25,
  bytes: 2_000_000,
  status: 202,
});
const send = (body: object) =>
  fetch(`${service.base}/api/spans`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

describe('the span of a browser', () => {
  it('is sent as the root of its trace, under a service name of its own, and is kept', async () => {
    const sent = span();
    assert.equal((await send(sent)).status, 202);
    const [found, ...others] = service.capture.spans();
    assert.ok(found);
    assert.deepEqual(others, []);
    assert.equal(found.name, 'upload picture');
    assert.equal(found.resource.attributes['service.name'], 'console_web');
    assert.deepEqual(
      [found.spanContext().traceId, found.spanContext().spanId, found.parentSpanContext],
      [sent.trace_id, sent.span_id, undefined],
    );
    assert.equal(found.spanContext().traceState?.get('triptych'), 'keep');
    assert.deepEqual(found.duration, [1, 250_000_000]);
    assert.equal(found.attributes.request_id, 'from-the-browser');
    assert.equal(found.attributes['picture.input.bytes'], 2_000_000);
    assert.equal(found.attributes['http.response.status_code'], 202);
    assert.equal(found.status.code, 0);
  });

  it('has an error where the upload was refused or had no reply', async () => {
    await send({ ...span(), status: 413 });
    await send({ ...span(), status: 0 });
    assert.deepEqual(
      service.capture.spans().map(({ status, attributes }) => [status.code, attributes['error.type']]),
      [
        [2, '413'],
        [2, 'no_reply'],
      ],
    );
  });

  for (const [what, change] of [
    ['an id that is none', { trace_id: 'x' }],
    ['a name', { name: '<script>' }],
    ['another attribute', { attributes: { a: 1 } }],
    ['a negative duration', { duration_seconds: -1 }],
    ['a duration that is too long', { duration_seconds: 1e9 }],
    ['a request id with spaces', { request_id: 'with some spaces' }],
    ['the time of another day', { started_at: Date.now() - 86_400_000 }],
    ['more bytes than a span needs', { request_id: 'a'.repeat(5000) }],
  ] as [string, object][]) {
    it(`is refused with ${what}`, async () => {
      const reply = await send({ ...span(), ...change });
      assert.ok(reply.status === 400 || reply.status === 413, `${reply.status}`);
      assert.ok(((await reply.json()) as Problem).detail);
      assert.deepEqual(service.capture.spans(), []);
    });
  }

  it('is refused from the page of another site', async () => {
    const reply = await fetch(`${service.base}/api/spans`, {
      method: 'POST',
      body: JSON.stringify(span()),
      headers: { 'content-type': 'application/json', origin: 'http://evil.example' },
    });
    assert.equal(reply.status, 403);
    assert.deepEqual(service.capture.spans(), []);
  });
});
