import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { type CollectorProcess, collectorFile, startCollector } from './support/collectors.ts';
import { api, bringUp, type TestStack } from './support/conversions.ts';
import { convertAll } from './support/convert-all.ts';
import {
  accountOf,
  assertBalanced,
  assertCountedAlike,
  assertSampled,
  auditText,
  countAt,
  seenDown,
  settledLedgers,
} from './support/ledger.ts';
import { photo } from './support/pictures.ts';
import { type Relay, startRelay } from './support/relay.ts';
import { bringUpSampled, type SampledStack } from './support/sampled-stack.ts';

const convert = async (stack: TestStack, count: number) => convertAll(api(stack), await photo(), count);

describe('the ledger of a stack whose parts are stopped and killed', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp();
  });
  after(() => stack?.down());

  it('is balanced to the item when nothing goes wrong', async () => {
    await convert(stack, 10);
    const ledgers = await settledLedgers(stack);
    assertBalanced(ledgers);
    assertCountedAlike(ledgers);
  });

  it('is balanced after an outage of each backend', async () => {
    for (const backend of ['jaeger', 'loki', 'prometheus']) {
      await stack.stop(backend);
      await convert(stack, 5);
      await stack.start(backend);
    }
    assertBalanced(await settledLedgers(stack));
  });

  it('is balanced after a service has stopped and another one has taken its place: the last counts arrive, too', async () => {
    for (const service of CONVERSION_SERVICE_NAMES) {
      await convert(stack, 3);
      await stack.kill(service, 'SIGTERM');
      await stack.ready(service);
    }
    const ledgers = await settledLedgers(stack);
    assertBalanced(ledgers);
    const traces = accountOf(ledgers, 'traces');
    assert.equal(countAt(traces, 'Collector accepted'), countAt(traces, 'services made'));
  });

  it('is balanced after the Collector was killed with a full queue: what it reads back from its disk counts once', async () => {
    await stack.stop('jaeger', 'loki');
    await seenDown(stack.url('prometheus'), 'jaeger', 'loki');
    await convert(stack, 10);
    await stack.kill('otelcol');
    await stack.ready('otelcol');
    await convert(stack, 10);
    await stack.start('jaeger', 'loki');
    const ledgers = await settledLedgers(stack);
    assertBalanced(ledgers);
    const around = accountOf(ledgers, 'traces').sections.find(({ from }) => from === 'services sent');
    assert.match(around?.to ?? '', /^Jaeger/);
  });
});

describe('the ledger of a stack with a relay between the Collector and its backends', () => {
  let stack: TestStack;
  let collector: CollectorProcess;
  let [jaeger, loki]: Relay[] = [];
  before(async () => {
    stack = await bringUp({ only: ['jaeger', 'loki', 'prometheus', 'postgres', ...CONVERSION_SERVICE_NAMES] });
    jaeger = await startRelay(`http://127.0.0.1:${stack.port('jaeger', 'otlp-http')}`);
    loki = await startRelay(stack.url('loki'));
    collector = await startCollector([collectorFile('config')], {
      OTELCOL_GRPC_ENDPOINT: `127.0.0.1:${stack.port('otelcol', 'otlp-grpc')}`,
      OTELCOL_HTTP_ENDPOINT: `127.0.0.1:${stack.port('otelcol', 'otlp-http')}`,
      JAEGER_OTLP_URL: jaeger.url,
      LOKI_OTLP_ENDPOINT: `${loki.url}/otlp`,
      PROMETHEUS_OTLP_ENDPOINT: stack.url('prometheus', '/api/v1/otlp'),
    });
  });
  after(async () => {
    await collector?.[Symbol.asyncDispose]();
    await jaeger?.[Symbol.asyncDispose]();
    await loki?.[Symbol.asyncDispose]();
    await stack?.down();
  });

  it('shows under dropped, with a reason, what a backend refuses for good, and is balanced', async () => {
    const refused = [jaeger?.next(400), loki?.next(400)];
    await convert(stack, 5);
    await Promise.all(refused);
    const ledgers = await settledLedgers(stack);
    assertBalanced(ledgers);
    for (const signal of ['traces', 'logs'] as const) {
      const hop = accountOf(ledgers, signal).hops.find(({ to }) => to === 'Collector sent');
      const [[reason, items] = ['', 0], ...more] = Object.entries(hop?.dropped ?? {});
      assert.match(reason, /^by the backend: \S/);
      assert.ok(items > 0);
      assert.deepEqual(more, []);
    }
  });

  it('has a gap between the Collector and the backend when something discards what it says it has taken', async () => {
    const discarded = [jaeger?.next('discard'), loki?.next('discard')];
    await convert(stack, 5);
    await Promise.all(discarded);
    const ledgers = await settledLedgers(stack);
    assert.deepEqual([ledgers.ok, ledgers.code], [false, 1]);
    for (const [signal, place] of [
      ['traces', 'Jaeger received'],
      ['logs', 'Loki received'],
    ] as const) {
      const account = accountOf(ledgers, signal);
      const [gap, ...more] = account.sections.filter(({ state }) => state === 'missing');
      assert.deepEqual([gap?.from, gap?.to, more], ['Collector sent', place, []]);
      assert.equal(gap?.missing, countAt(account, 'Collector sent') - countAt(account, place));
    }
    const text = await auditText(stack);
    assert.match(text, /✘ [\d,]+ spans are missing between "Collector sent" and "Jaeger received"/);
    assert.match(text, /✘ [\d,]+ log lines are missing between "Collector sent" and "Loki received"/);
  });
});

describe('the ledger of a stack that samples, with a gateway and two Collectors', () => {
  let sampled: SampledStack;
  before(async () => {
    sampled = await bringUpSampled({ percent: 10, slowMillis: 5000 });
  });
  after(() => sampled?.[Symbol.asyncDispose]());

  it('is balanced, and has the spans that were left out in a line of their own', async () => {
    const { stack } = sampled;
    await convert(stack, 60);
    const ledgers = await settledLedgers(stack);
    assertBalanced(ledgers);
    assertSampled(ledgers);
    assert.match(await auditText(stack), /left out by sampling +[\d,]+/);
  });
});
