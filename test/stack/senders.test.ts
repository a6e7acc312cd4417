import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { type ExternalReceiver, startExternalReceiver } from './support/external-receiver.ts';
import { beginHttp, callGrpc, callHttp, type Receiver } from './support/otlp-calls.ts';
import { type OtlpSpan, sendSpans, serverSpan, spansAsJson } from './support/otlp-json.ts';
import { until } from './support/until.ts';

const UNAUTHENTICATED = 16;
const RESOURCE_EXHAUSTED = 8;

for (const place of ['Collector', 'gateway'] as const) {
  describe(`senders outside of the release reach the ${place}`, () => {
    let receiver: ExternalReceiver;
    let overGrpc: Receiver;
    let overHttp: Receiver;
    let token = randomBytes(16).toString('hex');
    before(async () => {
      receiver = await startExternalReceiver(place, token);
      ({ overGrpc, overHttp } = receiver);
    });
    after(() => receiver?.[Symbol.asyncDispose]());

    const traces = (...spans: OtlpSpan[]) => spansAsJson('caller', spans);
    const arrived = (span: OtlpSpan) =>
      until(
        'the span',
        async () => receiver.spans.map(({ spanId }) => spanId),
        (ids) => ids.includes(span.spanId),
      );

    it('which takes nothing without the token, or with another one', async () => {
      for (const wrong of [undefined, '', `${token}x`, token.slice(1), 'token']) {
        assert.equal(await callHttp(overHttp, wrong, traces(serverSpan())), 401);
        assert.equal(await callGrpc(overGrpc, wrong), UNAUTHENTICATED);
      }
    });

    it('which takes what they send with the token, and hands it on', async () => {
      const sent = serverSpan();
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
      assert.equal(
        await callHttp(overHttp, token, traces({ ...serverSpan(), name: 'x'.repeat(17 * 1024 * 1024) })),
        400,
      );
    });

    it('which follows a change of the token without a restart, and accepts two while senders change', async () => {
      const [old, renewed] = [token, randomBytes(16).toString('hex')];
      const status = (one: string) => callHttp(overHttp, one, traces());
      await receiver.rewrite(`${renewed} since today\n${old}\n`);
      await until(
        'the new token',
        () => status(renewed),
        (code) => code === 200,
      );
      assert.equal(await status(old), 200);

      await receiver.rewrite(renewed);
      await until(
        'the end of the old token',
        () => status(old),
        (code) => code === 401,
      );
      assert.equal(await callGrpc(overGrpc, old), UNAUTHENTICATED);
      assert.equal(await callGrpc(overGrpc, renewed), 0);
      token = renewed;
      const log = receiver.collector.log();
      assert.match(log, /refresh token/);
      assert.ok(![old, renewed].some((one) => log.includes(one)));
    });

    it('which shows a renewed certificate without a restart', async () => {
      const { fingerprint256: before } = await certificateOf(overHttp);
      await receiver.rewrite(token);
      for (const one of [overHttp, overGrpc]) {
        await until(
          'the renewed certificate',
          () => certificateOf(one),
          ({ fingerprint256 }) => fingerprint256 !== before,
        );
      }
    });

    it('while services of the release need neither TLS nor a token on their ports', async () => {
      const sent = serverSpan();
      await sendSpans(receiver.collector.http, [sent]);
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
