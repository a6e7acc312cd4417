import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startCollector } from '../support/collector.ts';
import { startEmitter } from '../support/emitter.ts';
import { startHttpCollector } from '../support/http-collector.ts';
import { namesAndValues } from '../support/otlp.ts';

/** A slow export makes a line of its own, which is not counted. */
const counts = (c: { spans: unknown[]; records: { body: { string_value?: string } }[]; metrics: unknown[] }) => ({
  traces: c.spans.length,
  logs: c.records.filter(({ body }) => body.string_value?.includes('job created')).length,
  metrics: c.metrics.length > 0,
});

async function emitThree(t: TestContext, endpoint: string, env: Record<string, string>) {
  const emitter = startEmitter(t, endpoint, env);
  emitter.emit(3);
  await emitter.said('job created');
  const report = await emitter.stop();
  assert.equal(emitter.stderr(), '');
  const lines = emitter.lines();
  return { ...report, lines, created: lines.filter(({ message }) => message === 'job created') };
}

describe('OTLP over HTTP', { concurrency: 2 }, () => {
  it('carries all signals with http/protobuf', async (t) => {
    const collector = await startHttpCollector();
    t.after(collector.stop);
    const { sent, dropped } = await emitThree(t, collector.endpoint, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' });
    assert.deepEqual(counts(collector), { traces: 3, logs: 3, metrics: true });
    assert.deepEqual(
      [sent, dropped],
      [
        { traces: 3, logs: 3 },
        { traces: 0, logs: 0 },
      ],
    );
    const histogram = collector.metrics.findLast(({ name }) => name === 'job_svc_job_duration_seconds');
    assert.equal(histogram?.histogram?.data_points?.[0]?.exemplars?.length, 1);
  });

  it('can be chosen for a single signal', async (t) => {
    const [http, grpc] = await Promise.all([startHttpCollector(), startCollector()]);
    t.after(http.stop);
    t.after(() => grpc.stop());
    await emitThree(t, grpc.endpoint, {
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${http.endpoint}/v1/logs`,
    });
    assert.deepEqual(counts(http), { traces: 0, logs: 3, metrics: false });
    assert.deepEqual(counts(grpc), { traces: 3, logs: 0, metrics: true });
  });

  for (const status of [429, 502, 503, 504, 407])
    it(`loses nothing when the Collector first answers ${status}`, async (t) => {
      const collector = await startHttpCollector([status, status, status]);
      t.after(collector.stop);
      const { sent, dropped } = await emitThree(t, collector.endpoint, {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_METRICS_EXPORTER: 'none',
      });
      assert.deepEqual(dropped, { traces: 0, logs: 0 });
      assert.equal(sent.traces, 3);
      assert.equal(collector.spans.length, 3);
    });

  it('counts what the Collector refuses for good, and says why', async (t) => {
    const collector = await startHttpCollector(Array(20).fill(404));
    t.after(collector.stop);
    const { dropped, lines } = await emitThree(t, collector.endpoint, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' });
    assert.ok((dropped.traces ?? 0) >= 3);
    const delayed = lines.find(({ message }) => message === 'telemetry delayed');
    assert.equal(delayed.metadata.reason, 'the Collector answered HTTP 404: Not Found');
  });
});

describe('an exporter that is set to none', { concurrency: 2 }, () => {
  for (const signal of ['traces', 'metrics', 'logs'] as const)
    it(`turns ${signal} off, and nothing of them waits or counts as dropped`, async (t) => {
      const collector = await startCollector();
      t.after(() => collector.stop());
      const env = { [`OTEL_${signal.toUpperCase()}_EXPORTER`]: 'none' };
      const { sent, dropped, created } = await emitThree(t, collector.endpoint, env);
      const all = { traces: 3, logs: 3, metrics: true };
      assert.deepEqual(counts(collector), { ...all, [signal]: signal === 'metrics' ? false : 0 });
      assert.equal(created.length, 3);
      const queued = ['traces', 'logs'].filter((name) => name !== signal);
      assert.deepEqual(Object.keys(sent), queued);
      assert.deepEqual(dropped, Object.fromEntries(queued.map((name) => [name, 0])));
    });

  it('starts no pipeline at all when every signal is off', async (t) => {
    const { seconds, sent, dropped, lines } = await emitThree(t, 'http://127.0.0.1:9', {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    });
    assert.deepEqual([sent, dropped], [{}, {}]);
    // A pipeline would try to send for 5 s.
    assert.ok(seconds < 3);
    assert.equal(lines.length, 3);
  });
});

describe('the name of a service', { concurrency: 2 }, () => {
  const cases: readonly (readonly [Record<string, string>, string])[] = [
    [{}, 'user_svc'],
    [{ OTEL_SERVICE_NAME: 'one' }, 'one'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=two%20words,team=a' }, 'two words'],
    [{ OTEL_SERVICE_NAME: 'one', OTEL_RESOURCE_ATTRIBUTES: 'service.name=two' }, 'one'],
    [{ OTEL_SERVICE_NAME: ' ', OTEL_RESOURCE_ATTRIBUTES: 'broken,service.name=two' }, 'two'],
  ];
  for (const [env, name] of cases)
    it(`is "${name}" everywhere with ${JSON.stringify(env)}`, async (t) => {
      const collector = await startCollector();
      t.after(() => collector.stop());
      const { lines } = await emitThree(t, collector.endpoint, env);
      for (const { metadata } of lines) assert.equal(metadata.service, name);
      for (const signal of ['trace', 'logs', 'metrics'])
        assert.equal(namesAndValues(collector.resources[signal])['service.name'], name, signal);
      assert.deepEqual([...collector.tracers], [name]);
    });
});
