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
  const later = (millis: number) => keptBy(SETTINGS, () => Date.now() + millis);

  it('when its trace is in the share, and not otherwise', () => {
    assert.equal(later(0)(span(INSIDE)), true);
    assert.equal(later(0)(span()), false);
  });

  it('when it has an error already', () => {
    const failing = span();
    failing.setStatus({ code: SpanStatusCode.ERROR });
    assert.equal(later(0)(failing), true);
  });

  it('when it is slow already, with a margin for two clocks', () => {
    assert.equal(later(1000)(span()), false);
    assert.equal(later(1050)(span()), true);
  });

  it('when its caller asked for the trace by name, also next to entries of others', () => {
    assert.equal(later(0)(span(OUTSIDE, 'triptych=keep')), true);
    assert.equal(later(0)(span(OUTSIDE, 'vendor=1,triptych=keep')), true);
    assert.equal(later(0)(span(OUTSIDE, 'triptych=drop')), false);
  });

  it('when it belongs to another process, by its trace id alone', () => {
    const remote = (traceId: string) =>
      trace.wrapSpanContext({ traceId, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED });
    assert.equal(later(9000)(remote(INSIDE)), true);
    assert.equal(later(9000)(remote(OUTSIDE)), false);
  });

  it('only when it is sent at all', () => {
    const unsent = trace.wrapSpanContext({ traceId: INSIDE, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE });
    assert.equal(later(0)(unsent), false);
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
