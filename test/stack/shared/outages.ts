import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { findTrace } from '@triptych/client/jaeger';
import { findLines } from '@triptych/client/loki';
import { query, queryExemplars } from '@triptych/client/prometheus';
import type { Conversion } from '@triptych/contracts';
import { CONVERSION_SERVICE_NAMES, SERVICE_NAMES } from '@triptych/parts';
import { CONVERSION_SPANS, nameOf } from '../support/conversion-spans.ts';
import { api, ownMetric, type TestStack } from '../support/conversions.ts';
import { photo } from '../support/pictures.ts';
import { until } from '../support/until.ts';

const BACKENDS = ['jaeger', 'loki', 'prometheus'] as const;

export function outages(running: () => TestStack): void {
  describe('telemetry through an outage', () => {
    let stack: TestStack;
    before(() => {
      stack = running();
    });

    it('is kept while backends are away and their Collector is killed, and arrives once they are up', async () => {
      await stack.stop(...BACKENDS);
      const conversions = await convertMany(stack, 5);
      await stack.kill('otelcol');
      await stack.ready('otelcol');
      conversions.push(...(await convertMany(stack, 5)));
      await stack.start(...BACKENDS);
      await assertAllStored(stack, conversions);
    });

    it('is all there after each backend was killed under load: what was sent is what is stored', async () => {
      const conversions: Conversion[] = [];
      for (const backend of BACKENDS) {
        const load = convertMany(stack, 20);
        await stack.kill(backend);
        conversions.push(...(await load));
        await stack.ready(backend);
      }
      await assertAllStored(stack, conversions);
    });

    it('waits in the services while the Collector is away, and no request fails', async () => {
      await stack.stop('otelcol');
      const conversions = await convertMany(stack, 10);
      await stack.start('otelcol');
      await assertAllStored(stack, conversions);
    });

    it('has exemplars in order: Prometheus refuses none, and replays its write-ahead log without a warning', async () => {
      const since = new Date();
      await convertMany(stack, 40);
      await until(
        'exemplars of the uploads',
        () => queryExemplars(stack.url('prometheus'), 'traces_span_metrics_calls_total', since),
        (exemplars) => exemplars.length > 0,
      );
      assert.equal(await ownMetric(stack, 'prometheus', 'prometheus_tsdb_exemplar_out_of_order_exemplars_total'), 0);
      await stack.kill('prometheus');
      await stack.ready('prometheus');
      const log = await readFile(join(stack.stack.logs, 'prometheus.log'), 'utf8');
      assert.ok((log.match(/WAL replay completed/g) ?? []).length > 1);
      const complaints = log.match(/(?<=level=(WARN|ERROR) ).*exemplar.*/gi) ?? [];
      assert.deepEqual([complaints.length, complaints[0]], [0, undefined]);
    });

    it('joins span metrics with their target_info, also after a service and the Collector were killed', async () => {
      await stack.kill('user_svc');
      await stack.kill('otelcol');
      await stack.ready('user_svc', 'otelcol');
      // The Collector counts from 0 again.
      await convertMany(stack, 3);
      await until(
        'the uploads since then',
        () => uploads(stack),
        (counted) => counted === 3,
      );
      const rates = 'rate(traces_span_metrics_calls_total[5m]) * on (job, instance) group_left target_info';
      const joined = await query(stack.url('prometheus'), `count by (service_name) (${rates})`);
      assert.deepEqual(joined.map(({ labels }) => labels.service_name).sort(), [...CONVERSION_SERVICE_NAMES].sort());
      const infos = await query(
        stack.url('prometheus'),
        'target_info{instance="otelcol", service_namespace="triptych"}',
      );
      assert.deepEqual(
        infos.map(({ labels }) => labels).sort((a, b) => `${a.job}`.localeCompare(`${b.job}`)),
        [...CONVERSION_SERVICE_NAMES].sort().map((service) => ({
          __name__: 'target_info',
          job: `triptych/${service}`,
          instance: 'otelcol',
          service_name: service,
          service_namespace: 'triptych',
          service_instance_id: 'otelcol',
          telemetry_sdk_language: 'nodejs',
        })),
      );
    });
  });
}

/** The uploads that the Collector has counted by their spans since it started, as Prometheus knows them. */
async function uploads(stack: TestStack): Promise<number> {
  const server = 'service_name="user_svc", span_kind="SPAN_KIND_SERVER", span_name="POST /v1/conversions"';
  const [sample] = await query(stack.url('prometheus'), `traces_span_metrics_calls_total{${server}}`);
  return sample?.value ?? 0;
}

async function convertMany(stack: TestStack, count: number): Promise<Conversion[]> {
  const client = api(stack);
  const picture = await photo();
  const one = async () => client.follow(await client.start(picture, { format: 'webp', width: 64 }));
  const conversions = await Promise.all(Array.from({ length: count }, one));
  assert.deepEqual(
    conversions.map(({ status }) => status),
    conversions.map(() => 'succeeded'),
  );
  return conversions;
}

async function assertAllStored(stack: TestStack, conversions: readonly Conversion[]): Promise<void> {
  await assertSpansStored(stack, conversions);
  await assertLinesStored(stack);
  await assertCountersStored(stack);
}

/** Each conversion makes the same ten spans; retries of a queue would show as more. */
async function assertSpansStored(stack: TestStack, conversions: readonly Conversion[]): Promise<void> {
  for (const { trace_id = '' } of conversions) {
    const spans = await until(
      `spans of ${trace_id}`,
      () => findTrace(stack.url('jaeger'), trace_id),
      (s) => s.length >= 10,
    );
    assert.equal(new Set(spans.map(({ id }) => id)).size, spans.length, 'a span is stored twice');
    assert.deepEqual(spans.map(nameOf).sort(), CONVERSION_SPANS);
  }
}

/** Every line that a service wrote to stdout is in Loki, once, to the letter. */
async function assertLinesStored(stack: TestStack): Promise<void> {
  for (const service of SERVICE_NAMES) {
    const file = join(stack.stack.logs, `${service}.log`);
    const written = async () =>
      (await readFile(file, 'utf8'))
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .sort();
    const stored = async () =>
      (await findLines(stack.url('loki'), `{service="${service}"}`)).map(({ text }) => text).sort();
    await until(
      `lines of ${service}`,
      async () => {
        const [w, s] = [await written(), await stored()];
        return { missing: difference(w, s), extra: difference(s, w), written: w.length, stored: s.length };
      },
      ({ missing, extra, written, stored }) => missing.length === 0 && extra.length === 0 && written === stored,
    );
  }
}

function difference(a: readonly string[], b: readonly string[]): string[] {
  const known = new Set(b);
  return a.filter((line) => !known.has(line));
}

/** What a service counts is what Prometheus has, and nothing was dropped on the way. */
async function assertCountersStored(stack: TestStack): Promise<void> {
  const attempts = await ownMetric(stack, 'job_svc', 'job_svc_attempts_total', 'succeeded');
  assert.ok(attempts > 0);
  await until(
    'attempts in Prometheus',
    () => query(stack.url('prometheus'), 'sum(job_svc_attempts_total{outcome="succeeded"})'),
    ([sample]) => sample?.value === attempts,
  );
  for (const service of SERVICE_NAMES)
    assert.equal(await ownMetric(stack, service, 'telemetry_dropped_total'), 0, service);
}
