import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findTrace } from '@triptych/client/jaeger';
import { findLines } from '@triptych/client/loki';
import { query } from '@triptych/client/prometheus';
import type { Conversion } from '@triptych/contracts';
import { SERVICE_NAMES } from '@triptych/parts';
import { api, bringUp, ownMetric, type TestStack } from './support/conversions.ts';
import { photo } from './support/pictures.ts';
import { until } from './support/until.ts';

const BACKENDS = ['jaeger', 'loki', 'prometheus'] as const;

describe('telemetry through an outage', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp();
  });
  after(() => stack?.down());

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
});

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
    assert.deepEqual(spans.map(({ service, kind, name }) => `${service} ${kind} ${name}`).sort(), [
      'image_svc internal convert picture',
      'image_svc internal converter wait',
      'image_svc server POST /image_svc/ConvertImage',
      'job_svc client POST',
      'job_svc client complete conversions',
      'job_svc consumer process conversions',
      'job_svc producer send conversions',
      'job_svc server POST /v1/jobs',
      'user_svc client POST',
      'user_svc server POST /v1/conversions',
    ]);
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
