import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { METRICS } from '@triptych/catalogue';
import { freePort, type ServiceProcess, startProcess } from '../src/testing/index.ts';

const folder = resolve(import.meta.dirname, '..');
const readme = readFileSync(resolve(folder, 'README.md'), 'utf8');
const example = /## Adopt it\n[^`]*```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

describe('the example of the README', () => {
  it('has ten lines', () => assert.equal(example.trim().split('\n').length, 10));

  for (const [where, env] of [
    ['with the SDK off', { OTEL_SDK_DISABLED: 'true' }],
    ['with no Collector', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }],
  ] as const) {
    describe(where, () => {
      let service: ServiceProcess;
      let base: string;
      before(async () => {
        const port = await freePort();
        service = startProcess(['--input-type=module-typescript', '--eval', example], {
          // Node resolves packages from this folder.
          cwd: folder,
          env: { PORT: String(port), ...env },
        });
        await service.line('service started');
        base = `http://127.0.0.1:${port}`;
      });
      after(() => service.kill());

      it('answers with the request id, and writes one line', async () => {
        const reply = await fetch(`${base}/hello`, { headers: { 'x-request-id': 'abc-123-def' } });
        assert.deepEqual(await reply.json(), { hello: 'world' });
        assert.equal(reply.headers.get('x-request-id'), 'abc-123-def');
        const { severity, metadata } = await service.line('request completed');
        assert.equal(severity, 'info');
        assert.equal(metadata.service, 'hello_svc');
        assert.equal(metadata['http.route'], '/hello');
        assert.equal(metadata['http.response.status_code'], 200);
        assert.equal(metadata.request_id, 'abc-123-def');
        if (!('OTEL_SDK_DISABLED' in env)) assert.match(String(metadata.trace_id), /^[0-9a-f]{32}$/);
      });

      it('has metrics', async () => {
        const metrics = await (await fetch(`${base}/metrics`)).text();
        assert.ok(metrics.includes(`${METRICS.httpServerRequestDuration.name}_count{`));
      });

      it('stops within seconds, and with exit code 0', async () => {
        const started = performance.now();
        assert.equal(await service.stop(), 0);
        assert.ok(performance.now() - started < 8000);
      });
    });
  }
});
