import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Capture, captureTelemetry } from '@triptych/telemetry/testing';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';

export const TOKEN = 'a-token-of-the-tests-0123456789';

/** A file with a token, as a Secret is mounted. */
export function tokenFile(token = TOKEN): string {
  const file = join(mkdtempSync(join(tmpdir(), 'triptych-console-')), 'token');
  writeFileSync(file, `${token}\n`);
  return file;
}

export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A listening console whose backends do not answer. */
export interface TestConsole extends AsyncDisposable {
  readonly capture: Capture;
  readonly base: string;
  /** Unlike `fetch`, sends every header, `Host` and `Sec-Fetch-Site` too. */
  ask(path: string, options?: AskOptions): Promise<Reply>;
}
interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

export async function startConsole(env: NodeJS.ProcessEnv = {}): Promise<TestConsole> {
  const capture = captureTelemetry('console');
  const dead = 'http://127.0.0.1:9';
  const backends = { JAEGER_URL: dead, LOKI_URL: dead, PROMETHEUS_URL: dead, ALERTMANAGER_URL: dead };
  const app = await buildApp(loadConfig({ ...backends, ...env }), { telemetry: capture.telemetry });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    capture,
    base: `http://127.0.0.1:${port}`,
    ask: (path, { method = 'GET', headers = {}, json } = {}) =>
      new Promise((resolve, reject) => {
        const type = json === undefined ? {} : { 'content-type': 'application/json' };
        const sent = request(
          { host: '127.0.0.1', port, path, method, headers: { ...type, ...headers } },
          async (reply) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: await text(reply) }),
        );
        sent.on('error', reject).end(json === undefined ? undefined : JSON.stringify(json));
      }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await capture.telemetry.shutdown();
    },
  };
}
