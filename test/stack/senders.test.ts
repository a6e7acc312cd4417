import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { freePort } from '@triptych/telemetry/testing';
import { type Authority, createAuthority } from '../../services/job_svc/test/support/authority.ts';
import { type CollectorProcess, collectorFile, gatewayTo, startCollector } from './support/collectors.ts';
import { beginHttp, callGrpc, callHttp, type Receiver } from './support/otlp-calls.ts';
import { AS_JSON, type OtlpSpan, receiveSpans, sendSpans } from './support/otlp-json.ts';
import { project } from './support/projected-files.ts';
import { until } from './support/until.ts';

const UNAUTHENTICATED = 16;
const RESOURCE_EXHAUSTED = 8;

for (const place of ['the Collector', 'the gateway'] as const) {
  describe(`senders outside of the release reach ${place}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'triptych-senders-'));
    const secrets = join(folder, 'secrets');
    const started = new AsyncDisposableStack();
    let authority: Authority;
    let stored: Awaited<ReturnType<typeof receiveSpans>>;
    let first: CollectorProcess;
    let overGrpc: Receiver;
    let overHttp: Receiver;
    let token = randomBytes(16).toString('hex');

    /** Changes the Secrets of the running Collector: a new certificate, and this text as the file of tokens. */
    async function rewrite(tokens: string): Promise<void> {
      const { key, certificate } = authority.sign('127.0.0.1');
      await project(secrets, {
        token: tokens,
        'tls.crt': readFileSync(certificate, 'utf8'),
        'tls.key': readFileSync(key, 'utf8'),
      });
    }

    before(async () => {
      authority = createAuthority();
      started.defer(() => authority.remove());
      started.defer(() => rmSync(folder, { recursive: true }));
      await rewrite(token);
      stored = started.use(await receiveSpans());
      const file = (name: string, content: object) => {
        const path = join(folder, `${name}.yaml`);
        writeFileSync(path, JSON.stringify(content));
        return path;
      };
      const backend = `http://${stored.address}`;
      const backends = { JAEGER_OTLP_URL: backend, PROMETHEUS_OTLP_ENDPOINT: backend, LOKI_OTLP_ENDPOINT: backend };
      const collector = [collectorFile('config'), file('as-json', { exporters: { 'otlp_http/jaeger': AS_JSON } })];
      const [grpc, http] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
      const external = {
        OTELCOL_EXTERNAL_GRPC_ENDPOINT: grpc,
        OTELCOL_EXTERNAL_HTTP_ENDPOINT: http,
        OTELCOL_EXTERNAL_DIR: secrets,
      };
      if (place === 'the Collector') {
        first = started.use(
          await startCollector([...collector, collectorFile('external')], { ...backends, ...external }),
        );
      } else {
        const behind = started.use(await startCollector(collector, backends));
        const gateway = file('gateway', await gatewayTo([behind]));
        const files = [gateway, collectorFile('external'), collectorFile('external-gateway')];
        first = started.use(await startCollector(files, external));
      }
      const ca = readFileSync(authority.certificate, 'utf8');
      overGrpc = { address: grpc, ca };
      overHttp = { address: http, ca };
    });
    after(() => started.disposeAsync());

    const traces = (...spans: OtlpSpan[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const arrived = (span: OtlpSpan) =>
      until(
        'the span',
        async () => stored.spans.map(({ spanId }) => spanId),
        (ids) => ids.includes(span.spanId),
      );

    it('which takes nothing without the token, or with another one', async () => {
      for (const wrong of [undefined, '', `${token}x`, token.slice(1), 'token']) {
        assert.equal(await callHttp(overHttp, wrong, traces(span())), 401);
        assert.equal(await callGrpc(overGrpc, wrong), UNAUTHENTICATED);
      }
    });

    it('which takes what they send with the token, and hands it on', async () => {
      const sent = span();
      assert.equal(await callHttp(overHttp, token, traces(sent)), 200);
      await arrived(sent);
      assert.equal(await callGrpc(overGrpc, token), 0);
    });

    it('which refuses plain text, even with the token', async () => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const reply = await fetch(`http://${overHttp.address}/v1/traces`, { method: 'POST', headers, body: traces() });
      assert.equal(reply.status, 400);
      assert.match(await reply.text(), /HTTP request to an HTTPS server/);
    });

    it('which refuses more than 4 MiB over gRPC, and reads no body over HTTP before it knows the token', async () => {
      const large = Buffer.alloc(5 * 1024 * 1024);
      assert.equal(await callGrpc(overGrpc, undefined, large), RESOURCE_EXHAUSTED);
      assert.equal(await beginHttp(overHttp, undefined), 401);
    });

    it('which refuses more than 16 MiB over HTTP, counted without compression', async () => {
      assert.equal(await callHttp(overHttp, token, traces({ ...span(), name: 'x'.repeat(17 * 1024 * 1024) })), 400);
    });

    it('which follows a change of the token without a restart, and accepts two while senders change', async () => {
      const [old, renewed] = [token, randomBytes(16).toString('hex')];
      const status = (one: string) => callHttp(overHttp, one, traces());
      await rewrite(`${renewed} since today\n${old}\n`);
      await until(
        'the new token',
        () => status(renewed),
        (code) => code === 200,
      );
      assert.equal(await status(old), 200);

      await rewrite(renewed);
      await until(
        'the end of the old token',
        () => status(old),
        (code) => code === 401,
      );
      assert.equal(await callGrpc(overGrpc, old), UNAUTHENTICATED);
      assert.equal(await callGrpc(overGrpc, renewed), 0);
      token = renewed;
      assert.match(first.log(), /refresh token/);
      assert.ok(![old, renewed].some((one) => first.log().includes(one)));
    });

    it('which shows a renewed certificate without a restart', async () => {
      const { fingerprint256: before } = await certificateOf(overHttp);
      await rewrite(token);
      for (const receiver of [overHttp, overGrpc]) {
        await until(
          'the renewed certificate',
          () => certificateOf(receiver),
          ({ fingerprint256 }) => fingerprint256 !== before,
        );
      }
    });

    it('while services of the release need neither TLS nor a token on their ports', async () => {
      const sent = span();
      await sendSpans(first.http, [sent]);
      await arrived(sent);
    });
  });
}

async function certificateOf({ address, ca }: Receiver) {
  const [host = '', port] = address.split(':');
  const socket = connect({ host, port: Number(port), ca, ALPNProtocols: ['h2', 'http/1.1'] });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}

function span(): OtlpSpan {
  const now = BigInt(Date.now()) * 1_000_000n;
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: `${now}`,
    endTimeUnixNano: `${now + 5_000_000n}`,
  };
}
