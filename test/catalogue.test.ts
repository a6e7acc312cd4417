import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ATTRIBUTES, METRICS, type MetricDefinition, SPANS } from '@triptych/catalogue';
import { MADE_BY_PG_BOSS, usageOfCatalogue } from '../scripts/generate/usage.ts';

const root = resolve(import.meta.dirname, '..');
const metrics: readonly MetricDefinition[] = Object.values(METRICS);

describe('the catalogue', () => {
  for (const [kind, entries] of Object.entries(usageOfCatalogue())) {
    it(`has no ${kind} that nothing emits`, () => {
      const unused = Object.keys(entries).filter((key) => entries[key]?.length === 0);
      assert.deepEqual(unused, []);
    });
  }

  it('has each name once', () => {
    for (const names of [metrics.map(({ name }) => name), Object.values(SPANS), Object.values(ATTRIBUTES)]) {
      assert.deepEqual(names, [...new Set(names)]);
    }
  });

  it('gives the spans of the queue the names that pg-boss gives them', async () => {
    const queue = /export const QUEUE = '(\w+)'/.exec(
      readFileSync(join(root, 'services/job_svc/src/queue.ts'), 'utf8'),
    )?.[1];
    assert.ok(queue);
    const names = await spansOfPgBoss(queue);
    for (const [key, { operation }] of Object.entries(MADE_BY_PG_BOSS)) {
      assert.equal(SPANS[key as keyof typeof SPANS], names[operation]);
    }
  });
});

describe('metrics', () => {
  for (const { name, type, labels, help, buckets } of metrics) {
    it(`${name} is named as Prometheus advises`, () => {
      assert.match(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      assert.equal(name.endsWith('_total'), type === 'counter', '_total is for counters, and all of them');
      assert.doesNotMatch(name, /_(count|sum|bucket|info|created)$/, 'Prometheus makes these itself');
      assert.doesNotMatch(
        name,
        /_(ms|millis|milliseconds|micros|nanoseconds|minutes|hours|kb|mb|kib|mib|kilobytes|megabytes|percent)(_|$)/,
        'units are base units: seconds, bytes, ratio',
      );
      if (type === 'histogram') assert.match(name, /_(seconds|bytes|ratio)$/, 'a histogram has a unit');
    });

    it(`${name} says what it and its labels mean`, () => {
      assert.match(help, /^[A-Z].*[^.]$/);
      for (const [label, { meaning, values }] of Object.entries(labels)) {
        assert.match(label, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
        assert.ok(!['le', 'quantile', 'job', 'instance'].includes(label), `${label} is Prometheus' own`);
        assert.ok(meaning.length > 3);
        if (values) assert.deepEqual(values, [...new Set(values)]);
        else assert.ok(label.startsWith('http_'), `${label} lists its values: they must be few`);
      }
    });

    if (type === 'histogram') {
      it(`${name} has rising buckets`, () => {
        assert.ok(buckets && buckets.length > 1);
        assert.deepEqual(
          buckets,
          [...buckets].sort((a, b) => a - b),
        );
      });
    }
  }
});

/** What pg-boss calls its spans: asked of the class that makes them, which it does not export. */
async function spansOfPgBoss(queue: string): Promise<Record<string, string>> {
  const require = createRequire(join(root, 'services/job_svc/package.json'));
  const path = join(dirname(require.resolve('pg-boss')), 'telemetry.js');
  const { default: Telemetry } = await import(pathToFileURL(path).href);
  const started: string[] = [];
  const span = { setAttribute() {}, setStatus() {}, recordException() {}, addLinks() {}, end() {} };
  const tracer = { startSpan: (name: string) => started.push(name) && span };
  const telemetry = new Telemetry({ tracerProvider: { getTracer: () => tracer } }, 'pgboss', () => []);
  await telemetry.send('send', queue, 1, async () => 'id');
  await telemetry.process(
    queue,
    [{ id: 'id' }],
    () => null,
    async () => undefined,
  );
  await telemetry.settle('complete', queue, ['id'], async () => undefined);
  await telemetry.settle('fail', queue, ['id'], async () => undefined);
  const [send = '', process = '', complete = '', fail = ''] = started;
  return { send, process, complete, fail };
}
