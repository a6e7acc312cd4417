import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { serviceChecks } from '../../../src/verify/service/checks.ts';
import { proveAll, type Verdict } from '../../../src/verify/verify.ts';
import { fakeBackends, linked, TRACE, type World } from './support/fake-backends.ts';

describe('the checks of a service that nobody here wrote', () => {
  let backends: Awaited<ReturnType<typeof fakeBackends>>;
  let world: World;
  before(async () => {
    backends = await fakeBackends(() => world);
  });
  after(() => backends[Symbol.asyncDispose]());

  /** The verdicts on a world that differs from the linked one, each asked for once. */
  async function verdicts(different: Partial<World>, service = 'stock'): Promise<Verdict[]> {
    world = { ...linked, ...different };
    const all: Verdict[] = [];
    for await (const verdict of proveAll(serviceChecks(backends.endpoints, service), { timeoutSeconds: 0 }))
      all.push(verdict);
    return all;
  }

  /** The only check that does not hold. */
  async function broken(different: Partial<World>, service?: string): Promise<Verdict> {
    const failed = (await verdicts(different, service)).filter(({ ok }) => !ok);
    assert.deepEqual(failed.map(({ title }) => title).slice(1), []);
    assert.ok(failed[0], 'every check holds');
    return failed[0];
  }

  it('hold where every signal links to the others', async () => {
    const all = await verdicts({});
    assert.deepEqual(
      all.filter(({ ok, advice }) => !ok || advice),
      [],
    );
    assert.equal(all.length, 9);
    assert.match(all[0]?.got ?? '', new RegExp(`"server of stock" of kind server in trace ${TRACE}`));
  });

  it('hold for a service that nobody calls and that calls nobody', async () => {
    await assert.rejects(broken({ spans: [{ id: 'b1', service: 'stock', kind: 'server' }], edges: [] }), /every check/);
  });

  it('hold for a service that takes messages', async () => {
    const spans = linked.spans.map((span) => ({ ...span, kind: span.kind === 'server' ? 'consumer' : 'producer' }));
    await assert.rejects(broken({ spans }), /every check/);
  });

  it('say which variables a service must set that has sent nothing, and who has sent something', async () => {
    const [trace, lines] = await verdicts({ lines: [], calls: [undefined, undefined], exemplars: [] }, 'mailer');
    assert.match(trace?.got ?? '', /Jaeger has spans of shop, stock/);
    assert.match(trace?.advice ?? '', /OTEL_SERVICE_NAME=mailer, OTEL_TRACES_EXPORTER=otlp/);
    assert.match(lines?.advice ?? '', /OTEL_LOGS_EXPORTER=otlp/);
  });

  it('recognise a service that has no name', async () => {
    const spans = [{ id: 'x', service: 'unknown_service:python', kind: 'server' }];
    const [trace] = await verdicts({ spans }, 'mailer');
    assert.match(trace?.advice ?? '', /OTEL_SERVICE_NAME=mailer: without it a service sends as unknown_service:python/);
  });

  it('ask for an instrumentation where the service has only inner spans', async () => {
    const { got, advice = '' } = await broken({ spans: [{ id: 'b1', service: 'stock', kind: 'internal' }] });
    assert.match(got, /kind internal/);
    assert.match(advice, /instrumentation of its web framework/);
  });

  it('miss log lines', async () => {
    const failed = (await verdicts({ lines: [] })).filter(({ ok }) => !ok);
    assert.deepEqual(
      failed.map(({ title }) => title),
      ['its log lines arrive', 'the trace id in a log line opens its trace', 'a trace finds its log lines'],
    );
  });

  it('recognise lines of which Loki makes no index label', async () => {
    const [, lines] = await verdicts({ lines: [{ trace_id: TRACE, span_id: 'b1' }] });
    assert.match(lines?.advice ?? '', /make "service" an index label/);
  });

  it('say how lines get a trace id', async () => {
    const [, , line, trace] = await verdicts({ lines: [{ service: 'stock' }] });
    for (const verdict of [line, trace]) {
      assert.equal(verdict?.ok, false);
      assert.match(verdict?.advice ?? '', /OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED=true.*InfoContext/);
    }
  });

  it('miss the span in which a line was written', async () => {
    const { got, advice = '' } = await broken({ lines: [{ service: 'stock', trace_id: TRACE, span_id: 'gone' }] });
    assert.match(got, /none of the spans of its last 1 line/);
    assert.match(advice, /OTEL_TRACES_SAMPLER/);
  });

  it('try other lines where the trace of the newest was not kept', async () => {
    const lines = [...linked.lines, { service: 'stock', trace_id: 'f'.repeat(32), span_id: 'c1' }];
    await assert.rejects(broken({ lines }), /every check/);
  });

  it('miss span metrics that are not there, and those that do not grow', async () => {
    for (const calls of [
      [undefined, undefined],
      [8, 8],
    ] as const) {
      const failed = (await verdicts({ calls })).filter(({ ok }) => !ok);
      assert.deepEqual(
        failed.map(({ title }) => title),
        ['span metrics: rate and errors', 'span metrics: duration'],
      );
      assert.ok(failed.every(({ advice }) => advice));
    }
  });

  it('accept span metrics that began within the time', async () => {
    await assert.rejects(broken({ calls: [undefined, 8] }), /every check/);
  });

  it('miss an exemplar, unless the Collector samples', async () => {
    assert.match((await broken({ exemplars: [] })).title, /exemplar/);
    await assert.rejects(broken({ exemplars: [], kept: 0.1 }), /every check/);
    assert.match((await broken({ exemplars: ['f'.repeat(32)] })).got, /of 0 spans/);
  });

  it('name a call that is in a trace and not in the service graph', async () => {
    assert.equal((await broken({ edges: [{ client: 'stock', server: 'other' }] })).got, 'without shop → stock');
  });

  it('advise resource attributes, and hold without them', async () => {
    const last = (await verdicts({ resource: { 'service.instance.id': 'i' } })).at(-1);
    assert.equal(last?.ok, true);
    assert.equal(
      last?.advice,
      'set OTEL_RESOURCE_ATTRIBUTES=service.version=1.2.3,deployment.environment.name=production',
    );
  });
});
