import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTraceState, ROOT_CONTEXT, type Span, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { keptBy } from '../../src/sampling/kept.ts';
import { captureTelemetry } from '../../src/testing/index.ts';

const { tracer } = captureTelemetry('user_svc').telemetry;
const SETTINGS = { percent: 10, slowMillis: 1000 };
const [OUTSIDE, INSIDE] = ['0af7651916cd43dd8448eb211c80319c', '0af7651916cd43dd84ffeb211c80319c'];

describe('a span may be an exemplar while traces are sampled', () => {
  const span = (traceId = OUTSIDE, state?: string): Span => {
    const caller = {
      traceId,
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.SAMPLED,
      ...(state && { traceState: createTraceState(state) }),
    };
    return tracer.startSpan('work', {}, trace.setSpanContext(ROOT_CONTEXT, caller));
  };
  const isKept = keptBy(SETTINGS);

  it('when its trace is in the share, and not otherwise', () => {
    assert.equal(isKept(span(INSIDE)), true);
    assert.equal(isKept(span()), false);
  });

  it('when it has an error already', () => {
    const failing = span();
    failing.setStatus({ code: SpanStatusCode.ERROR });
    assert.equal(isKept(failing), true);
  });

  it('when a duration measured in it is slow, and is marked then, so that the Collector keeps it', () => {
    const waited = span();
    assert.equal(isKept(waited, 1), false);
    assert.equal(isKept(waited, 1.001), true);
    assert.deepEqual((waited as unknown as { attributes: object }).attributes, { 'trace.keep': true });
    assert.equal(isKept(waited), true);
  });

  it('not for a slow duration once it has ended, when a mark would be lost', () => {
    const ended = span();
    ended.end();
    assert.equal(isKept(ended, 9), false);
  });

  it('when its caller asked for the trace by name, also next to entries of others', () => {
    assert.equal(isKept(span(OUTSIDE, 'triptych=keep')), true);
    assert.equal(isKept(span(OUTSIDE, 'vendor=1,triptych=keep')), true);
    assert.equal(isKept(span(OUTSIDE, 'triptych=test')), true);
    assert.equal(isKept(span(OUTSIDE, 'triptych=drop')), false);
  });

  it('when it belongs to another process, by its trace id alone', () => {
    const remote = (traceId: string) =>
      trace.wrapSpanContext({ traceId, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED });
    assert.equal(isKept(remote(INSIDE), 9), true);
    assert.equal(isKept(remote(OUTSIDE), 9), false);
  });

  it('only when it is sent at all', () => {
    const unsent = trace.wrapSpanContext({ traceId: INSIDE, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE });
    assert.equal(isKept(unsent), false);
    assert.equal(keptBy(undefined)(unsent), false);
  });
});

describe('a span may be an exemplar without sampling', () => {
  it('whatever its trace id is', () => {
    for (const traceId of [INSIDE, OUTSIDE]) {
      const sent = trace.wrapSpanContext({ traceId, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED });
      assert.equal(keptBy(undefined)(sent), true);
    }
  });
});
