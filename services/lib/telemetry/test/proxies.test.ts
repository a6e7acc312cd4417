import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startProxy } from '@triptych/proxy/testing';
import { startCollector } from './support/collector.ts';
import { startEmitter } from './support/emitter.ts';
import { startHttpCollector } from './support/http-collector.ts';

const ALL = { traces: 3, logs: 3 };

async function started(t: TestContext, options = {}) {
  const [collector, proxy] = await Promise.all([startCollector(), startProxy(options)]);
  t.after(() => {
    collector.stop();
    proxy.stop();
  });
  return { collector, proxy };
}

async function sent(t: TestContext, endpoint: string, env: Record<string, string>) {
  const emitter = startEmitter(t, endpoint, env);
  emitter.emit(3);
  await emitter.said('job created');
  return { ...(await emitter.stop()), emitter };
}

describe('telemetry behind a proxy', { concurrency: 2 }, () => {
  for (const variable of ['http_proxy', 'https_proxy', 'grpc_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'])
    it(`reaches the Collector of this machine when ${variable} is set`, async (t) => {
      const { collector, proxy } = await started(t, { refuses: true });
      for (const host of ['127.0.0.1', 'localhost']) {
        const result = await sent(t, `http://${host}:${collector.port}`, {
          [variable]: proxy.url,
          NODE_USE_ENV_PROXY: '1',
        });
        assert.deepEqual(result.sent, ALL, host);
      }
      assert.deepEqual(proxy.asked, []);
    });

  it('does not ask the proxy for a name without a dot, or for a service of a cluster', async (t) => {
    const { proxy } = await started(t);
    for (const host of ['otelcol', 'otelcol.telemetry.svc', 'otelcol.telemetry.svc.cluster.local']) {
      const emitter = startEmitter(t, `http://${host}:4317`, { http_proxy: proxy.url, SHUTDOWN_MILLIS: '100' });
      emitter.emit(1);
      await emitter.said('telemetry delayed');
      await emitter.stop();
    }
    assert.deepEqual(proxy.asked, []);
  });

  for (const variable of ['http_proxy', 'HTTPS_PROXY'])
    it(`reaches an external Collector through the proxy of ${variable}`, async (t) => {
      const { collector, proxy } = await started(t);
      const endpoint = `http://collector.example.com:${collector.port}`;
      assert.deepEqual((await sent(t, endpoint, { [variable]: proxy.url })).sent, ALL);
      assert.ok(proxy.asked.includes(`collector.example.com:${collector.port}`));
    });

  it('reaches an external Collector through the proxy over HTTP, too', async (t) => {
    const { proxy } = await started(t);
    const collector = await startHttpCollector();
    t.after(collector.stop);
    const env = { http_proxy: proxy.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };
    const external = await sent(t, `http://collector.example.com:${collector.port}`, env);
    assert.deepEqual(external.sent, ALL);
    assert.ok(proxy.asked.includes(`collector.example.com:${collector.port}`));
    const before = proxy.asked.length;
    assert.deepEqual((await sent(t, collector.endpoint, env)).sent, ALL);
    assert.equal(proxy.asked.length, before);
  });

  it('names the proxy that does not connect, in a sentence without its password', async (t) => {
    const { collector, proxy } = await started(t, { refuses: true });
    const emitter = startEmitter(t, `http://collector.example.com:${collector.port}`, {
      http_proxy: proxy.url.replace('//', '//me:secret@'),
      SHUTDOWN_MILLIS: '100',
    });
    emitter.emit(1);
    await emitter.said('telemetry delayed');
    await emitter.stop();
    const [{ metadata }] = emitter.lines().filter(({ message }) => message === 'telemetry delayed');
    assert.match(
      metadata.reason,
      /^the proxy http:\/\/127\.0\.0\.1:\d+, which http_proxy names, does not connect to the Collector/,
    );
    assert.match(metadata.reason, /with status 403/);
    assert.match(metadata.reason, /no_proxy$/);
    assert.doesNotMatch(JSON.stringify(emitter.lines()) + emitter.stderr(), /secret|undefined/);
    assert.equal(emitter.stderr(), '');
  });

  for (const protocol of ['grpc', 'http/protobuf'])
    it(`gives a reason for a Collector that nobody started, over ${protocol}`, async (t) => {
      const emitter = startEmitter(t, 'http://localhost:9', {
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        SHUTDOWN_MILLIS: '100',
      });
      emitter.emit(1);
      await emitter.said('telemetry delayed', 3);
      await emitter.stop();
      const delayed = emitter.lines().filter(({ message }) => message === 'telemetry delayed');
      assert.deepEqual(delayed.map(({ metadata }) => metadata.signal).sort(), ['logs', 'metrics', 'traces']);
      for (const { metadata } of delayed) {
        assert.match(metadata.reason, /ECONNREFUSED|no answer/);
        assert.doesNotMatch(metadata.reason, /undefined/);
      }
    });
});
