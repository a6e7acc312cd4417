import assert from 'node:assert/strict';
import { findTrace } from '@triptych/client/jaeger';
import { findManyLines } from '@triptych/client/loki';
import { query } from '@triptych/client/prometheus';
import { CONVERSION_SPANS, nameOf } from '../../stack/support/conversion-spans.ts';
import { until } from '../../stack/support/until.ts';
import type { Cluster } from './cluster.ts';
import { openRelease } from './command.ts';
import { requestsOfJobs } from './stores.ts';

/** The lines that every conversion leaves, whichever pods work on it. */
const LINES = [
  'image_svc conversion completed',
  'image_svc request completed',
  'job_svc job attempt started',
  'job_svc job created',
  'job_svc job succeeded',
  'job_svc request completed',
  'user_svc request completed',
  'user_svc upload stored',
];
const MOST_LINES = 100_000;

/**
 * Fails unless the backends get every span and line of each conversion that began between two times, and no service drops any.
 * Resolves with the number of these conversions.
 */
export async function assertAllStored(cluster: Cluster, since: Date, end = new Date()): Promise<number> {
  await using target = await openRelease(cluster);
  const { jaeger, loki, prometheus } = target.endpoints;
  const requests = await requestsOfJobs(cluster, since, end);
  const traces = new Set<string>();
  await until(
    'the lines of all conversions',
    async () => {
      const found = await findManyLines(loki, '{service=~".+_svc"}', { since, until: new Date(), most: MOST_LINES });
      const byRequest = Map.groupBy(found, ({ labels }) => labels.request_id ?? '');
      return requests.flatMap((request) => {
        const lines = byRequest.get(request) ?? [];
        for (const { labels } of lines) if (labels.trace_id) traces.add(labels.trace_id);
        const names = new Set(lines.map(({ labels, text }) => `${labels.service} ${JSON.parse(text).message}`));
        return LINES.filter((name) => !names.has(name)).map((name) => `${request}: ${name}`);
      });
    },
    (missing) => missing.length === 0,
    180,
  );
  for (const trace of traces) {
    const spans = await until(
      `the spans of ${trace}`,
      () => findTrace(jaeger, trace),
      (found) => CONVERSION_SPANS.every((name) => found.map(nameOf).includes(name)),
    );
    assert.equal(new Set(spans.map(({ id }) => id)).size, spans.length, `a span of ${trace} is stored twice`);
  }
  assert.ok(traces.size >= requests.length);
  const dropped = await query(prometheus, 'sum by (service_name, signal) (telemetry_dropped_total) > 0');
  assert.deepEqual(dropped, []);
  return requests.length;
}
