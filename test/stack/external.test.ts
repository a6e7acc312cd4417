import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { query } from '@triptych/client/prometheus';
import { type Authority, createAuthority } from '../../services/job_svc/test/support/authority.ts';
import { repository } from '../support/programs.ts';
import { type CollectorProcess, collectorFile, startCollector } from './support/collectors.ts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { until } from './support/until.ts';

/** What a token may contain, and has a meaning in YAML. */
const TOKEN = 'Bearer abc: d#e "f"==';
const TENANT = '00123';

/** A gateway as companies have one: TLS of their own authority, a path, a token and a tenant. */
async function startGateway(authority: Authority, loki: string): Promise<{ url: string; server: Server }> {
  const { key, certificate } = authority.sign('127.0.0.1');
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, async (request, reply) => {
    const { authorization, 'x-scope-orgid': tenant } = request.headers;
    const status = !request.url?.startsWith('/logs/')
      ? 404
      : authorization !== TOKEN
        ? 401
        : tenant !== TENANT
          ? 403
          : undefined;
    const body = Buffer.concat(await request.toArray());
    if (status) return void reply.writeHead(status).end(`the gateway says ${status}`);
    const { 'content-type': type = '', 'content-encoding': encoding = '' } = request.headers;
    const answer = await fetch(`${loki}${request.url?.slice('/logs'.length)}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
      ...(request.method === 'POST' && { body }),
    });
    reply.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/logs`, server };
}

describe('a Loki outside of the release, behind TLS, a token and a tenant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-external-'));
  const collectors: CollectorProcess[] = [];
  let authority: Authority;
  let stack: TestStack;
  let gateway: Awaited<ReturnType<typeof startGateway>>;
  before(async () => {
    authority = createAuthority();
    mkdirSync(join(folder, 'authorities'));
    copyFileSync(authority.certificate, join(folder, 'authorities/ca.crt'));
    stack = await bringUp({ only: ['loki', 'prometheus'] });
    gateway = await startGateway(authority, stack.url('loki'));
  });
  after(async () => {
    await Promise.all(collectors.map((one) => one[Symbol.asyncDispose]()));
    gateway?.server.close();
    await stack?.down();
    authority?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A Collector that reaches this Loki, and a Prometheus for its own metrics, with the environment that the chart gives it. */
  async function collectorWith(env: Record<string, string> = {}): Promise<CollectorProcess> {
    const collector = await startCollector([collectorFile('config')], {
      SSL_CERT_DIR: join(folder, 'authorities'),
      JAEGER_OTLP_URL: 'http://127.0.0.1:1',
      PROMETHEUS_OTLP_ENDPOINT: `${stack.url('prometheus')}/api/v1/otlp`,
      LOKI_OTLP_ENDPOINT: `${gateway.url}/otlp`,
      LOKI_HEADER_1: TOKEN,
      LOKI_HEADER_2: TENANT,
      LOKI_OTLP_HEADERS: `{"Authorization": "\${env:LOKI_HEADER_1}", "X-Scope-OrgID": "\${env:LOKI_HEADER_2}", }`,
      ...env,
    });
    collectors.push(collector);
    return collector;
  }

  async function send({ http }: CollectorProcess, text: string): Promise<void> {
    const attributes = [{ key: 'service.name', value: { stringValue: 'user_svc' } }];
    const record = { timeUnixNano: `${Date.now()}000000`, body: { stringValue: text } };
    const reply = await fetch(`http://${http}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords: [record] }] }] }),
    });
    assert.equal(reply.status, 200);
  }

  /** Runs code of the command in a process that knows the authority. */
  async function run(code: string, env: Record<string, string> = {}): Promise<unknown> {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
      cwd: join(repository, 'cli'),
      env: {
        PATH: process.env.PATH,
        NODE_EXTRA_CA_CERTS: authority.certificate,
        TRIPTYCH_LOKI_URL: gateway.url,
        TRIPTYCH_LOKI_OTLP_URL: `${gateway.url}/otlp`,
        TRIPTYCH_LOKI_HEADERS: `Authorization: ${TOKEN}\nX-Scope-OrgID: ${TENANT}\n`,
        ...env,
      },
    });
    return JSON.parse(stdout);
  }

  const CHECK = `
    const { receiverChecks } = await import('./src/verify/receivers.ts');
    console.log(JSON.stringify(await Promise.all(receiverChecks(process.env).map((check) => check.run()))));`;

  it('gets lines from the Collector, and the command finds them there by its headers', async () => {
    await send(await collectorWith(), 'a line for the gateway');
    const FIND = `
      const { useHeaders } = await import('@triptych/client/endpoints');
      const { findLines } = await import('@triptych/client/loki');
      const loki = process.env.TRIPTYCH_LOKI_URL;
      useHeaders({ loki }, process.env);
      console.log(JSON.stringify((await findLines(loki, '{service="user_svc"}')).map(({ text }) => text)));`;
    await until(
      'the line',
      () => run(FIND) as Promise<string[]>,
      (lines) => lines.includes('a line for the gateway'),
    );
  });

  it('is known to accept lines before any is sent', async () => {
    const [answer] = (await run(CHECK)) as [{ ok: boolean; got: string }];
    assert.ok(answer.ok, answer.got);
  });

  for (const [what, status, errorType, env, check, advice] of [
    [
      'a wrong token',
      401,
      'Unauthenticated',
      { LOKI_HEADER_1: 'Bearer wrong' },
      { TRIPTYCH_LOKI_HEADERS: 'Authorization: Bearer wrong' },
      /credentials are missing or wrong/,
    ],
    [
      'a wrong tenant',
      403,
      'PermissionDenied',
      { LOKI_HEADER_2: '7' },
      { TRIPTYCH_LOKI_HEADERS: `Authorization: ${TOKEN}` },
      /may not write/,
    ],
    [
      'a wrong path',
      404,
      'Unimplemented',
      { LOKI_OTLP_ENDPOINT: 'otlp' },
      { TRIPTYCH_LOKI_OTLP_URL: 'otlp' },
      /nothing receives OTLP at this URL/,
    ],
  ] as const) {
    it(`refuses ${what}: the check says so, and the Collector drops the line at once and says ${errorType}`, async () => {
      const elsewhere = (one: Record<string, string>) =>
        Object.fromEntries(
          Object.entries(one).map(([key, value]) => [
            key,
            value === 'otlp' ? gateway.url.replace('/logs', '/otlp') : value,
          ]),
        );
      const [answer] = (await run(CHECK, elsewhere(check))) as [{ ok: boolean; got: string }];
      assert.equal(answer.ok, false);
      assert.match(answer.got, advice);
      assert.match(answer.got, new RegExp(`answered ${status}: the gateway says ${status}`));
      const collector = await collectorWith(elsewhere(env));
      await send(collector, 'a line that is lost');
      const dropped = new RegExp(`Dropping data.*HTTP Status Code ${status}`);
      await until(
        'a log line about it',
        async () => collector.log(),
        (log) => dropped.test(log),
      );
      await until(
        'its metric with the reason',
        async () => query(stack.url('prometheus'), 'otelcol_exporter_send_failed_log_records_total'),
        (samples) => samples.some(({ labels }) => labels.error_type === errorType),
      );
    });
  }
});
