import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { METRICS } from '@triptych/catalogue';
import type { LogLine } from '../src/testing.ts';

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
      let service: Service;
      before(async () => {
        service = await start(env);
      });
      after(() => service.kill());

      it('answers with the request id, and writes one line', async () => {
        const reply = await service.fetch('/hello', { headers: { 'x-request-id': 'abc-123-def' } });
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

      it('has metrics, health and problems', async () => {
        const metrics = await (await service.fetch('/metrics')).text();
        assert.ok(metrics.includes(`${METRICS.httpServerRequestDuration.name}_count{`));
        assert.equal((await service.fetch('/health')).status, 200);
        assert.equal((await service.fetch('/health/ready')).status, 200);
        const missing = await service.fetch('/nowhere');
        assert.equal(missing.status, 404);
        assert.equal(missing.headers.get('content-type'), 'application/problem+json');
      });

      it('stops within seconds, and well', async () => {
        const started = performance.now();
        assert.equal(await service.stop(), 0);
        assert.ok(performance.now() - started < 8000);
        await service.line('service stopped');
      });
    });
  }
});

interface Service {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The first line with that message, as soon as it is there. */
  line(message: string): Promise<LogLine>;
  /** Tells it to stop; resolves to its exit code. */
  stop(): Promise<number | null>;
  kill(): void;
}

async function start(env: NodeJS.ProcessEnv): Promise<Service> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', example], {
    // Packages are looked for from here.
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: LogLine[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  const exited = exitOf(child);
  const service: Service = {
    fetch: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    async line(message) {
      for (;;) {
        const found = lines.find((line) => line.message === message);
        if (found) return found;
        await Promise.race([
          once(output, 'line'),
          once(output, 'close').then(() => assert.fail(`it ended without the line "${message}"`)),
        ]);
      }
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    kill: () => void child.kill('SIGKILL'),
  };
  await service.line('service started');
  return service;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
