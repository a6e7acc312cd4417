import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { shareOfTraces } from '@triptych/catalogue';
import { localEndpoints } from '@triptych/client/endpoints';
import { UserError } from '@triptych/client/errors';
import { endFault, startFault } from '@triptych/client/faults';
import { findTrace } from '@triptych/client/jaeger';
import { newKeptTrace } from '@triptych/client/kept-trace';
import { query, queryExemplars } from '@triptych/client/prometheus';
import { type Verdict, verify } from '../../cli/src/verify/verify.ts';
import { api, ownMetric, type TestStack } from './support/conversions.ts';
import type { ReceivedSpan } from './support/otlp-json.ts';
import { photo } from './support/pictures.ts';
import { bringUpSampled, type SampledStack } from './support/sampled-stack.ts';
import { until } from './support/until.ts';

const SAMPLING = { percent: 10, slowMillis: 400 };
const REQUESTS = 2000;
/** A tenth of them are in the share, and count for that. */
const SLOW = 80;
/** For a Collector that holds traces back for 15 s, on a machine that has other things to do. */
const PATIENCE_SECONDS = 120;

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES = ['UNSET', 'OK', 'ERROR'];

describe('a stack whose two Collectors keep 10 % of the traces', () => {
  let sampled: SampledStack;
  let stack: TestStack;
  const startedAt = new Date();
  const asked = Array.from({ length: 20 }, newKeptTrace);
  before(async () => {
    sampled = await bringUpSampled(SAMPLING);
    stack = sampled.stack;
  });
  after(() => sampled?.[Symbol.asyncDispose]());

  const traces = () => Map.groupBy(sampled.sent(), ({ traceId }) => traceId);
  const inShare = shareOfTraces(SAMPLING.percent);
  const isAsked = (traceId: string) => asked.some((one) => one.traceId === traceId);
  const stored = (traceId: string) => findTrace(stack.url('jaeger'), traceId);

  it(`answers ${REQUESTS} requests: most fast, some slow, some with an error, some asked for by name`, async () => {
    const client = api(stack);
    const picture = await photo();
    const subject = await client.follow(await client.start(picture, { format: 'webp' }));
    const status = stack.url('user_svc', subject.links.self);
    const show = async (headers = {}) => (await fetch(status, { headers })).arrayBuffer();
    // Followed to its end, so that no job waits longer than the Collector holds its trace back. Some meet the errors.
    const convert = async () => {
      try {
        await client.follow(await client.start(picture, { format: 'webp', width: 64 }));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    };
    const refuse = async () => {
      const upload = { method: 'POST', body: 'no picture' };
      await (await fetch(stack.url('user_svc', '/v1/conversions?format=webp'), upload)).arrayBuffer();
    };
    const user = stack.url('user_svc');

    await startFault(user, { name: 'errors', ratio: 0.05 }, 600);
    const mix = Array.from({ length: REQUESTS - SLOW - asked.length }, (_, i) =>
      i % 20 === 0 ? refuse : i % 10 === 1 ? convert : show,
    );
    await inTurns(8, mix);
    await endFault(user, { name: 'errors' });
    await inTurns(
      8,
      asked.map(
        ({ headers }) =>
          () =>
            show(headers),
      ),
    );
    await startFault(user, { name: 'latency', delaySeconds: 0.5 }, 600);
    await inTurns(
      30,
      Array.from({ length: SLOW }, () => () => show()),
    );
    await endFault(user, { name: 'latency' });
    await until(
      'an empty queue',
      () => ownMetric(stack, 'job_svc', 'job_svc_queue_depth'),
      (depth) => depth === 0,
      PATIENCE_SECONDS,
    );
    // Services send spans within half a second after they end.
    await delay(3000);
    const served = sampled.sent().filter(({ service, kind }) => service === 'user_svc' && kind === 2);
    assert.ok(served.length >= REQUESTS, `${served.length}`);
  });

  it('counts every request in the span metrics, kept or not', async () => {
    const wanted = countBy(sampled.sent(), ({ service, name, kind = 0, status }) =>
      [service, name, `SPAN_KIND_${KINDS[kind]}`, `STATUS_CODE_${STATUSES[status?.code ?? 0]}`].join(' '),
    );
    const labels = ['service_name', 'span_name', 'span_kind', 'status_code'];
    const promql = `sum by (${labels}) (traces_span_metrics_calls_total)`;
    const counted = async () =>
      (await query(stack.url('prometheus'), promql)).map(({ labels: found, value }) => [
        labels.map((label) => found[label]).join(' '),
        value,
      ]);
    await until(
      'the counts of all spans',
      async () => JSON.stringify((await counted()).sort()),
      (text) => text === JSON.stringify([...wanted].sort()),
      PATIENCE_SECONDS,
    );
  });

  it('keeps every trace that has an error, is slow, is in the share or was asked for, whole, and no other', async () => {
    const kept = new Map(
      [...traces()].filter(([traceId, spans]) => isAsked(traceId) || inShare(traceId) || isNotable(spans)),
    );
    const reasons = [...kept].map(([traceId, spans]) => {
      if (isAsked(traceId)) return 'asked';
      return inShare(traceId) ? 'share' : hasError(spans) ? 'error' : 'slow';
    });
    const counts = Object.fromEntries(countBy(reasons, (reason) => reason));
    assert.equal(counts.asked, asked.length);
    for (const [reason, least] of [
      ['share', 100],
      ['error', 50],
      ['slow', 50],
    ] as const) {
      assert.ok((counts[reason] ?? 0) >= least, `${reason}: ${counts[reason]} of ${kept.size}`);
    }
    await inTurns(
      8,
      [...kept].map(([traceId, spans]) => async () => {
        const wanted = spans.map(({ spanId }) => spanId).sort();
        await until(
          `trace ${traceId} with ${wanted}`,
          async () => (await stored(traceId)).map(({ id }) => id).sort(),
          (ids) => `${ids}` === `${wanted}`,
          PATIENCE_SECONDS,
        );
      }),
    );
    const others = [...traces().keys()].filter((traceId) => !kept.has(traceId));
    assert.ok(others.length > 1000, `${others.length}`);
    await inTurns(
      8,
      others.map((traceId) => async () => assert.deepEqual(await stored(traceId), [], traceId)),
    );
  });

  it('has no exemplar that does not open', async () => {
    const exemplars = await queryExemplars(stack.url('prometheus'), '{__name__=~".+"}', startedAt);
    assert.ok(exemplars.length > 50, `${exemplars.length}`);
    await inTurns(
      8,
      [...new Set(exemplars.map(({ traceId }) => traceId))].map((traceId) => async () => {
        assert.ok((await stored(traceId)).length > 0, `${traceId} of an exemplar is not in Jaeger`);
      }),
    );
  });

  it('has exemplars of what is slow and of what has an error, and none of spans that were not kept', async () => {
    const of = async (selector: string) => queryExemplars(stack.url('prometheus'), selector, startedAt);
    const requests = 'http_server_request_duration_seconds_bucket';
    assert.ok((await of(`${requests}{http_response_status_code="500"}`)).length > 0);
    assert.ok((await of(`${requests}{le="0.75", http_response_status_code="200"}`)).some(({ value }) => value > 0.4));
    assert.deepEqual(await of('traces_span_metrics_calls_total'), []);
    assert.deepEqual(await of('traces_span_metrics_duration_seconds_bucket'), []);
  });

  it('links the signals of a conversion that verify asks for, 20 times in 20', async () => {
    const endpoints = localEndpoints(stack.offset);
    const runs = Array.from({ length: 20 }, async () => {
      const broken: Verdict[] = [];
      for await (const verdict of verify(endpoints, { timeoutSeconds: PATIENCE_SECONDS }))
        if (!verdict.ok) broken.push(verdict);
      return broken;
    });
    assert.deepEqual(await Promise.all(runs), Array(20).fill([]));
  });

  it('says of a trace that it was not sampled, not that it is missing', async () => {
    const [requestId, traceId] = ['unsampled-request', '0af7651916cd43dd8448eb211c80319c'];
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'x-request-id': requestId };
    const url = stack.url('image_svc', '/image_svc/ConvertImage?format=webp');
    await (await fetch(url, { method: 'POST', body: 'no picture', headers })).arrayBuffer();
    const { stdout } = await until(
      `the lines of ${requestId}`,
      () => stack.triptych('trace', requestId),
      (answer) => answer.stdout.includes('request completed'),
    );
    assert.ok(stdout.includes(`${traceId}   not sampled`), stdout);
    assert.match(stdout, /10 % of the fast traces without an error are kept/);
  });
});

function hasError(spans: readonly ReceivedSpan[]): boolean {
  return spans.some(({ status }) => status?.code === 2);
}

function isMarked({ attributes = [] }: ReceivedSpan): boolean {
  return attributes.some(({ key, value }) => key === 'trace.keep' && value.boolValue);
}

/** Whether a trace has an error, is slow or is marked, as collector/tail-sampling.yaml defines it. */
function isNotable(spans: readonly ReceivedSpan[]): boolean {
  const nanos = (times: bigint[], better: (a: bigint, b: bigint) => boolean) =>
    times.reduce((a, b) => (better(a, b) ? a : b));
  const start = nanos(
    spans.map((span) => BigInt(span.startTimeUnixNano)),
    (a, b) => a < b,
  );
  const end = nanos(
    spans.map((span) => BigInt(span.endTimeUnixNano)),
    (a, b) => a > b,
  );
  return hasError(spans) || spans.some(isMarked) || (end - start) / 1_000_000n > BigInt(SAMPLING.slowMillis);
}

function countBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, number> {
  return new Map([...Map.groupBy(all, keyOf)].map(([key, group]) => [key, group.length]));
}

/** Runs tasks, at most `atOnce` at a time. */
async function inTurns(atOnce: number, tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const rest = [...tasks];
  const worker = async () => {
    for (let task = rest.shift(); task; task = rest.shift()) await task();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
