import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startCollector } from './support/collector.ts';
import { startEmitter } from './support/emitter.ts';
import { namesAndValues } from './support/otlp.ts';

async function startedCollector(t: TestContext, options: Parameters<typeof startCollector>[0] = {}) {
  const collector = await startCollector(options);
  t.after(() => collector.stop());
  return collector;
}

const NOTHING = { traces: 0, logs: 0 };

describe('telemetry', { concurrency: 2 }, () => {
  it('sends spans, log lines and metrics, each from the same resource', async (t) => {
    const collector = await startedCollector(t);
    const emitter = startEmitter(t, collector.endpoint);
    emitter.emit(3);
    await emitter.said('job created');
    const { sent, dropped } = await emitter.stop();
    assert.deepEqual([sent, dropped], [{ traces: 3, logs: 3 }, NOTHING]);

    assert.deepEqual(
      collector.spans.map(({ name }) => name),
      ['span 0', 'span 1', 'span 2'],
    );
    const bodies = collector.records.map(({ body }) => JSON.parse(body.string_value ?? ''));
    assert.deepEqual(bodies, emitter.lines());
    assert.deepEqual(
      collector.records.map(({ trace_id }) => trace_id),
      collector.spans.map(({ trace_id }) => trace_id),
    );
    const counter = collector.metrics.findLast(({ name }) => name === 'job_svc_attempts_total');
    assert.equal(counter?.sum?.data_points?.[0]?.as_double, 3);
    const histogram = collector.metrics.findLast(({ name }) => name === 'job_svc_job_duration_seconds');
    const [exemplar] = histogram?.histogram?.data_points?.[0]?.exemplars ?? [];
    assert.equal(exemplar?.trace_id, collector.spans[0]?.trace_id);
    assert.ok(collector.metrics.some(({ name }) => name === 'process_resident_memory_bytes'));

    for (const signal of ['trace', 'logs', 'metrics']) {
      const resource = namesAndValues(collector.resources[signal]);
      assert.equal(resource['service.name'], 'user_svc', signal);
      assert.equal(resource['service.version'], '1.2.3', signal);
      assert.equal(resource['service.namespace'], 'triptych', signal);
      assert.match(resource['service.instance.id'] ?? '', /^[0-9a-f-]{36}$/, signal);
    }
  });

  it('reports in its last metrics all that it has made and sent', async (t) => {
    const collector = await startedCollector(t);
    const emitter = startEmitter(t, collector.endpoint);
    // The first export connects; while it takes longer than an interval, no other one starts.
    await collector.until(() => collector.metrics.length > 0);
    emitter.emit(3);
    await emitter.said('job created', 3);
    await emitter.stop();
    const last = (name: string) => {
      const points = collector.metrics.findLast((metric) => metric.name === name)?.sum?.data_points ?? [];
      return points.map(({ attributes = [], as_double }) => [namesAndValues(attributes).signal, as_double]);
    };
    const all = [
      ['traces', 3],
      ['logs', 3],
    ];
    assert.deepEqual(last('telemetry_ended_total'), all);
    assert.deepEqual(last('telemetry_sent_total'), all);
  });

  it('arrives completely, within seconds, when the Collector starts later', async (t) => {
    const early = await startCollector();
    early.stop();
    const emitter = startEmitter(t, early.endpoint);
    emitter.emit(20);
    await emitter.said('telemetry delayed', 3);
    const collector = await startedCollector(t, { port: early.port });
    const started = performance.now();
    const created = () => collector.records.filter(({ body }) => body.string_value?.includes('job created')).length;
    await collector.until(() => collector.spans.length === 20 && created() === 20 && collector.metrics.length > 0);
    assert.ok(performance.now() - started < 10_000);
    await emitter.said('telemetry resumed', 3);
    assert.deepEqual((await emitter.stop()).dropped, NOTHING);
    assert.equal(collector.spans.length, 20);
    assert.equal(collector.records.length, emitter.lines().length);
  });

  it('sends every line that it has written when the Collector starts during the stop', async (t) => {
    const early = await startCollector();
    early.stop();
    const emitter = startEmitter(t, early.endpoint);
    emitter.emit(5);
    await emitter.said('telemetry delayed', 3);
    const stopped = emitter.stop();
    const collector = await startedCollector(t, { port: early.port });
    assert.deepEqual((await stopped).dropped, NOTHING);
    assert.deepEqual(
      collector.records.map(({ body }) => JSON.parse(body.string_value ?? '')),
      emitter.lines(),
    );
  });

  it('does not delay the exit when the Collector never answers, and counts the items that were not accepted', async (t) => {
    const collector = await startedCollector(t, { hangs: true });
    const emitter = startEmitter(t, collector.endpoint, { SHUTDOWN_MILLIS: '500' });
    emitter.emit(7);
    await emitter.said('job created');
    const { seconds, sent, dropped } = await emitter.stop();
    assert.deepEqual([sent, dropped], [NOTHING, { traces: 7, logs: 7 }]);
    assert.ok(seconds < 4, `stopped after ${seconds} s`);
  });

  it('delays the signals that its gate delays, and loses nothing of them once the gate opens', async (t) => {
    const collector = await startedCollector(t);
    const emitter = startEmitter(t, collector.endpoint, { HELD: 'traces,metrics' });
    emitter.emit(3);
    await collector.until(() => collector.records.length === 3);
    assert.deepEqual([collector.spans, collector.metrics], [[], []]);
    emitter.open();
    await collector.until(() => collector.spans.length === 3 && collector.metrics.length > 0);
    const { sent, dropped } = await emitter.stop();
    assert.deepEqual([sent, dropped], [{ traces: 3, logs: 3 }, NOTHING]);
  });

  it('does not delay the exit while its gate is closed, and logs how much was lost', async (t) => {
    const collector = await startedCollector(t);
    const emitter = startEmitter(t, collector.endpoint, { HELD: 'traces,metrics,logs', SHUTDOWN_MILLIS: '500' });
    emitter.emit(7);
    await emitter.said('job created');
    const { seconds, dropped } = await emitter.stop();
    assert.deepEqual(dropped, { traces: 7, logs: 7 });
    assert.ok(seconds < 4, `stopped after ${seconds} s`);
    const lost = emitter.lines().at(-1);
    assert.deepEqual([lost.message, lost.metadata.traces, lost.metadata.logs], ['telemetry lost', 7, 7]);
  });

  it('can be switched off: lines are still written, and nothing is sent', async (t) => {
    const collector = await startedCollector(t);
    const emitter = startEmitter(t, collector.endpoint, { OTEL_SDK_DISABLED: 'true' });
    emitter.emit(3);
    await emitter.said('job created');
    await emitter.stop();
    assert.equal(emitter.lines().length, 3);
    assert.deepEqual([collector.spans, collector.records, collector.metrics], [[], [], []]);
  });

  it('takes the name and attributes of its resource from the environment', async (t) => {
    const collector = await startedCollector(t);
    const emitter = startEmitter(t, collector.endpoint, {
      OTEL_SERVICE_NAME: 'renamed',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.namespace=elsewhere',
    });
    emitter.emit(1);
    await emitter.said('job created');
    await emitter.stop();
    assert.equal(emitter.lines()[0].metadata.service, 'renamed');
    for (const signal of ['trace', 'logs', 'metrics']) {
      const resource = namesAndValues(collector.resources[signal]);
      assert.equal(resource['service.name'], 'renamed', signal);
      assert.equal(resource['deployment.environment.name'], 'test', signal);
      assert.equal(resource['service.namespace'], 'elsewhere', signal);
    }
  });

  it('sends no spans, and no exemplars that would lead nowhere, when the sampler is off', async (t) => {
    const collector = await startedCollector(t);
    const emitter = startEmitter(t, collector.endpoint, { OTEL_TRACES_SAMPLER: 'always_off' });
    emitter.emit(3);
    await emitter.said('job created');
    assert.deepEqual((await emitter.stop()).dropped, NOTHING);
    assert.equal(collector.spans.length, 0);
    assert.equal(collector.records.length, 3);
    const histogram = collector.metrics.findLast(({ name }) => name === 'job_svc_job_duration_seconds');
    const [point] = histogram?.histogram?.data_points ?? [];
    assert.equal(point?.count, '3');
    assert.deepEqual(point?.exemplars, []);
  });
});
