import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { METRICS } from '@triptych/catalogue';
import { type ServiceProcess, startProcess } from '@triptych/telemetry/testing';

const folder = resolve(import.meta.dirname, '..');
const readme = readFileSync(resolve(folder, 'README.md'), 'utf8');
const example = /## Write a service\n[^`]*```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

describe('the example of the README', () => {
  let service: ServiceProcess;
  let base: string;
  before(async () => {
    service = startProcess(['--input-type=module-typescript', '--eval', example], {
      // Node resolves packages from this folder.
      cwd: folder,
      env: { PORT: '0', OTEL_SDK_DISABLED: 'true' },
    });
    base = `http://127.0.0.1:${(await service.line('service started')).metadata.port}`;
  });
  after(() => service.kill());

  it('answers with the request id', async () => {
    const reply = await fetch(`${base}/hello`, { headers: { 'x-request-id': 'abc-123-def' } });
    assert.deepEqual(await reply.json(), { hello: 'world' });
    assert.equal(reply.headers.get('x-request-id'), 'abc-123-def');
  });

  it('has metrics, health and problems', async () => {
    const metrics = await (await fetch(`${base}/metrics`)).text();
    assert.ok(metrics.includes(`${METRICS.httpServerRequestDuration.name}_count{`));
    assert.equal((await fetch(`${base}/health`)).status, 200);
    assert.equal((await fetch(`${base}/health/ready`)).status, 200);
    const missing = await fetch(`${base}/nowhere`);
    assert.equal(missing.status, 404);
    assert.equal(missing.headers.get('content-type'), 'application/problem+json');
  });

  it('stops within seconds, and with exit code 0', async () => {
    const started = performance.now();
    assert.equal(await service.stop(), 0);
    assert.ok(performance.now() - started < 8000);
    await service.line('service stopped');
  });
});
