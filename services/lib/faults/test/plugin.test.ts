import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Problem } from '@triptych/contracts';
import { createServer, type Server, servicePlugin } from '@triptych/service';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { createFaults, type Faults } from '../src/faults.ts';
import { faultPlugin } from '../src/plugin.ts';

const capture = captureTelemetry('user_svc');
const { telemetry } = capture;
const lines = (message: string) => capture.lines().filter((line) => line.message === message);

describe('a server with faults', () => {
  let app: Server;
  let base: string;
  before(async () => {
    const faults = createFaults(
      { FAULT_INJECTION: true },
      { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' },
    ) as Faults;
    app = createServer(telemetry);
    await app.register(servicePlugin, { telemetry, description: 'A thing.' });
    await app.register(faultPlugin, { telemetry, faults });
    app.get('/thing', async () => 'a thing');
    base = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => app.close());
  afterEach(() => fetch(`${base}/faults`, { method: 'DELETE' }));

  const send = (method: string, name: string, body?: object, type = 'application/json') =>
    fetch(`${base}/faults${name}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': type } }),
    });
  const active = async () => ((await (await send('GET', '')).json()) as { faults: object[] }).faults;
  const thing = async () => {
    const seen = capture.spans().length;
    const started = performance.now();
    const reply = await fetch(`${base}/thing`);
    await capture.until(() => capture.spans().length > seen);
    return { reply, seconds: (performance.now() - started) / 1000 };
  };

  it('logs one warning', () => {
    assert.deepEqual(
      lines('fault injection enabled').map(({ severity }) => severity),
      ['warning'],
    );
  });

  it('starts a fault, logs it, and ends it', async () => {
    capture.reset();
    const started = await send('PUT', '/latency', { delaySeconds: 0, seconds: 60 });
    const latency = { name: 'latency', options: { delaySeconds: 0 }, secondsLeft: 60 };
    assert.equal(started.status, 200);
    assert.deepEqual(await started.json(), latency);
    assert.deepEqual(await active(), [latency]);
    const ended = await send('DELETE', '/latency');
    assert.deepEqual([ended.status, await ended.text()], [204, '']);
    assert.deepEqual(await active(), []);
    assert.deepEqual(
      capture.lines().map(({ message, severity, metadata }) => [message, severity, metadata.fault]),
      [
        ['fault started', 'warning', 'latency'],
        ['fault ended', 'info', 'latency'],
      ],
    );
    assert.deepEqual(capture.spans(), []);
  });

  it('ends all faults at once', async () => {
    await send('PUT', '/latency', { delaySeconds: 0, seconds: 60 });
    await send('PUT', '/errors', { ratio: 0, seconds: 60 });
    assert.equal((await active()).length, 2);
    assert.equal((await send('DELETE', '')).status, 204);
    assert.deepEqual(await active(), []);
  });

  it('ends a fault by itself when its seconds are over', async () => {
    await send('PUT', '/errors', { ratio: 1, seconds: 1 });
    assert.equal((await thing()).reply.status, 500);
    await delay(1050);
    assert.equal((await thing()).reply.status, 200);
  });

  for (const [name, body, errors] of [
    ['latency', { delaySeconds: 1 }, [{ field: 'seconds', message: 'is required' }]],
    ['latency', { seconds: 1 }, [{ field: 'delaySeconds', message: 'is required' }]],
    [
      'errors',
      { ratio: 1.5, seconds: 3601 },
      [
        { field: 'ratio', message: 'must be a number from 0 to 1' },
        { field: 'seconds', message: 'must be a whole number from 1 to 3600' },
      ],
    ],
    ['memory', { bytes: 1, seconds: 1, colour: 'red' }, [{ field: 'colour', message: 'is not an option' }]],
    [
      'telemetry',
      { signals: ['smoke'], seconds: 1 },
      [{ field: 'signals.0', message: 'must be one of traces, metrics, logs' }],
    ],
  ] as const)
    it(`refuses ${name} with ${JSON.stringify(body)}, and states the reason`, async () => {
      const reply = await send('PUT', `/${name}`, body);
      assert.equal(reply.status, 400);
      const problem = (await reply.json()) as Problem;
      assert.equal(problem.code, 'invalid_request');
      assert.deepEqual(
        [...(problem.errors ?? [])].sort((a, b) => a.field.localeCompare(b.field)),
        errors,
      );
      assert.deepEqual(await active(), []);
    });

  it('refuses requests that a page of another site can send without a CORS preflight', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const reply = await send('PUT', '/errors', { ratio: 1, seconds: 60 }, type);
      assert.equal(reply.status, 415, type);
      assert.equal(((await reply.json()) as Problem).code, 'unsupported_media_type');
    }
    assert.equal((await send('PUT', '/errors')).status, 400);
    assert.deepEqual(await active(), []);
  });

  it('lists the known faults when the name is unknown', async () => {
    for (const reply of [await send('PUT', '/flood', { seconds: 1 }), await send('DELETE', '/flood')]) {
      assert.equal(reply.status, 404);
      const { code, detail } = (await reply.json()) as Problem;
      assert.equal(code, 'fault_unknown');
      assert.equal(detail, 'There is no fault flood; there are memory, event-loop, errors, latency, telemetry.');
    }
  });

  it('describes each fault with its options', async () => {
    const { paths } = (await (await fetch(`${base}/openapi.json`)).json()) as { paths: Record<string, object> };
    const routes = Object.entries(paths).filter(([path]) => path.startsWith('/faults'));
    assert.deepEqual(routes.map(([path, methods]) => [path, Object.keys(methods)]).sort(), [
      ['/faults', ['get', 'delete']],
      ['/faults/errors', ['put']],
      ['/faults/event-loop', ['put']],
      ['/faults/latency', ['put']],
      ['/faults/memory', ['put']],
      ['/faults/telemetry', ['put']],
      ['/faults/{name}', ['delete']],
    ]);
    assert.match(JSON.stringify(paths['/faults/event-loop']), /"operations".*"blockSeconds".*"everySeconds"/);
  });

  describe('with the fault errors', () => {
    it('fails as a bug does: with a problem, a line with the stack, and a span', async () => {
      await send('PUT', '/errors', { ratio: 1, seconds: 60 });
      capture.reset();
      const { reply } = await thing();
      assert.equal(reply.status, 500);
      assert.equal(((await reply.json()) as Problem).code, 'internal_error');
      const [failed] = lines('request failed');
      const [span] = capture.spans();
      assert.match(JSON.stringify(failed?.metadata.err), /the fault .*errors.*"stack"/);
      assert.equal(failed?.metadata.trace_id, span?.spanContext().traceId);
      assert.equal(span?.name, 'GET /thing');
      assert.equal(span.attributes['error.type'], 'internal_error');
    });

    it('fails the given share of its requests', async () => {
      await send('PUT', '/errors', { ratio: 0.5, seconds: 60 });
      const replies = await Promise.all(Array.from({ length: 200 }, () => fetch(`${base}/thing`)));
      const failed = replies.filter(({ status }) => status === 500).length;
      assert.ok(failed > 50 && failed < 150, `${failed} of 200`);
    });

    it('answers requests to its operations routes', async () => {
      await send('PUT', '/errors', { ratio: 1, seconds: 60 });
      for (const path of ['/health', '/health/ready', '/metrics', '/faults', '/openapi.json'])
        assert.equal((await fetch(base + path)).status, 200, path);
    });
  });

  describe('with the fault latency', () => {
    it('delays replies, except those of its operations routes', async () => {
      await send('PUT', '/latency', { delaySeconds: 1, seconds: 60 });
      const { reply, seconds } = await thing();
      assert.equal(reply.status, 200);
      assert.ok(seconds >= 0.99, `after ${seconds} s`);
      const started = performance.now();
      await fetch(`${base}/health`);
      assert.ok(performance.now() - started < 900);
    });

    it('continues waiting requests when it ends', async () => {
      await send('PUT', '/latency', { delaySeconds: 60, seconds: 60 });
      const waiting = thing();
      await delay(50);
      await send('DELETE', '/latency');
      const { reply, seconds } = await waiting;
      assert.equal(reply.status, 200);
      assert.ok(seconds < 5);
    });
  });
});
