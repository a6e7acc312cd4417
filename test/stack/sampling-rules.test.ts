import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { shareOfTraces } from '@triptych/catalogue';
import { type CollectorProcess, collectorFile, startCollector } from './support/collectors.ts';
import { AS_JSON, type OtlpSpan, receiveSpans, sendSpans } from './support/otlp-json.ts';
import { until } from './support/until.ts';

const PERCENTAGES = [0, 1, 10, 50, 100];
const SLOW_MILLIS = 1000;

describe('the Collector and the services agree on which traces are kept', () => {
  const cleanUp = new AsyncDisposableStack();
  const collectors: {
    percent: number;
    collector: CollectorProcess;
    stored: Awaited<ReturnType<typeof receiveSpans>>;
  }[] = [];

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'triptych-sampling-'));
    cleanUp.defer(() => rm(folder, { recursive: true }));
    const asJson = join(folder, 'as-json.yaml');
    await writeFile(asJson, JSON.stringify({ exporters: { 'otlp_http/jaeger': AS_JSON } }));
    for (const percent of PERCENTAGES) {
      const stored = cleanUp.use(await receiveSpans());
      const collector = await startCollector([collectorFile('config'), collectorFile('tail-sampling'), asJson], {
        TAIL_SAMPLING_PERCENT: `${percent}`,
        TAIL_SAMPLING_SLOW_MS: `${SLOW_MILLIS}`,
        TAIL_SAMPLING_WAIT_SECONDS: '5',
        JAEGER_OTLP_URL: `http://${stored.address}`,
        PROMETHEUS_OTLP_ENDPOINT: `http://${stored.address}`,
        LOKI_OTLP_ENDPOINT: `http://${stored.address}`,
      });
      collectors.push({ percent, collector: cleanUp.use(collector), stored });
    }
  });
  after(() => cleanUp.disposeAsync());

  it('for thousands of random ids and those at the limits, at any percentage, and for what is kept anyway', async () => {
    const ids = Array.from({ length: 4000 }, () => randomBytes(16).toString('hex'));
    const random = (digits: string) => `${randomBytes(9).toString('hex')}${digits}`;
    const limits = [
      '00000000000000',
      '80000000000000',
      '7fffffffffffff',
      'e6666666666666',
      'e6666666666667',
      'ffffffffffffff',
    ];
    ids.push(...limits.map(random), '0af7651916cd43dd8448eb211c80319c');
    // Not in a share of 50 %.
    const [failed, slow, marked, asked, askedFurtherDown, almostSlow] = Array.from({ length: 6 }, () =>
      random('00000000000001'),
    );
    const spans = [
      ...ids.map((traceId) => span(traceId)),
      span(`${failed}`, { status: { code: 2 } }),
      span(`${slow}`, {}, SLOW_MILLIS + 1),
      span(`${marked}`, { attributes: [{ key: 'trace.keep', value: { boolValue: true } }] }),
      span(`${asked}`, { traceState: 'vendor=1,triptych=keep' }),
      span(`${askedFurtherDown}`),
      span(`${askedFurtherDown}`, { traceState: 'triptych=keep' }),
      span(`${almostSlow}`, { traceState: 'triptych=drop' }, SLOW_MILLIS),
    ];
    for (const { collector } of collectors) await sendSpans(collector.http, spans);

    for (const { percent, stored } of collectors) {
      const share = shareOfTraces(percent);
      const isKept = ({ traceId }: OtlpSpan) =>
        share(traceId) || [failed, slow, marked, asked, askedFurtherDown].includes(traceId);
      const wanted = spans.filter(isKept).map(({ spanId }) => spanId);
      await until(
        `${wanted.length} spans at ${percent} %`,
        async () => stored.spans.length,
        (count) => count >= wanted.length,
      );
      assert.deepEqual(stored.spans.map(({ spanId }) => spanId).sort(), wanted.sort(), `at ${percent} %`);
    }
  });
});

function span(traceId: string, more: Partial<OtlpSpan> = {}, millis = 5): OtlpSpan {
  const start = BigInt(Date.now()) * 1_000_000n;
  return {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: `${start}`,
    endTimeUnixNano: `${start + BigInt(millis) * 1_000_000n}`,
    ...more,
  };
}
