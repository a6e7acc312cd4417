import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SpanKind } from '@opentelemetry/api';
import { done, problem } from './support/image-svc.ts';
import { newRequest, type Service, startService } from './support/service.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const REQUEST_ID = 'abc-123-def';

describe('one request, through the queue', () => {
  let service: Service;
  const { source, ...rest } = newRequest();
  const spans = () => service.capture.spans().filter((span) => span.spanContext().traceId === TRACE_ID);
  const named = (name: string) => spans().filter((span) => span.name === name);
  const idOf = (span: ReturnType<typeof spans>[number] | undefined) => span?.spanContext().spanId;

  before(async () => {
    service = await startService();
    service.image.answer(source, (attempt) => (attempt === 1 ? problem(503, 'pool_full') : done));
    const { id } = await service.create(
      { source, ...rest },
      {
        'x-request-id': REQUEST_ID,
        traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`,
        tracestate: 'vendor=value',
      },
    );
    await service.finished(id);
    await service.capture.until(() => named('process conversions').length === 2 && named('POST /v1/jobs').length === 1);
  });
  after(() => service.stop());

  it('is one trace: server, producer, consumer and client spans, each the child of the one before', () => {
    const [server] = named('POST /v1/jobs');
    const [producer] = named('send conversions');
    const consumers = named('process conversions');
    const clients = named('POST').filter(({ kind }) => kind === SpanKind.CLIENT);
    assert.equal(server?.parentSpanContext?.spanId, 'b7ad6b7169203331');
    assert.deepEqual([server?.kind, producer?.kind], [SpanKind.SERVER, SpanKind.PRODUCER]);
    assert.equal(producer?.parentSpanContext?.spanId, idOf(server));
    assert.deepEqual(
      consumers.map((span) => [span.kind, span.parentSpanContext?.spanId]),
      [
        [SpanKind.CONSUMER, idOf(producer)],
        [SpanKind.CONSUMER, idOf(producer)],
      ],
    );
    assert.deepEqual(
      clients.map((span) => span.parentSpanContext?.spanId),
      consumers.map(idOf),
    );
  });

  it('has the number and the outcome of the attempt on each consumer span', () => {
    assert.deepEqual(
      named('process conversions').map(({ attributes }) => [attributes['job.attempt'], attributes['job.outcome']]),
      [
        [1, 'retried'],
        [2, 'succeeded'],
      ],
    );
  });

  it('keeps its request id on the lines of the worker', () => {
    const messages = ['job created', 'job attempt started', 'job retrying', 'job succeeded'];
    const lines = service.capture.lines().filter(({ message }) => messages.includes(message));
    assert.equal(lines.length, 5);
    for (const { metadata } of lines) {
      assert.equal(metadata.request_id, REQUEST_ID);
      assert.equal(metadata.trace_id, TRACE_ID);
    }
    const [consumer] = named('process conversions');
    assert.equal(lines.find(({ message }) => message === 'job retrying')?.metadata.span_id, idOf(consumer));
  });

  it('reaches image_svc with request id, traceparent and tracestate, at each attempt', () => {
    const calls = service.image.callsOf(source);
    const clients = named('POST').filter(({ kind }) => kind === SpanKind.CLIENT);
    assert.deepEqual(
      calls.map(({ headers }) => [headers['x-request-id'], headers.traceparent, headers.tracestate]),
      clients.map((span) => [REQUEST_ID, `00-${TRACE_ID}-${idOf(span)}-01`, 'vendor=value']),
    );
    assert.equal(calls.length, 2);
  });
});
