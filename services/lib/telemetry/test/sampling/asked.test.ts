import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Context, createTraceState, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { limitAskedTraces } from '../../src/sampling/asked.ts';

const caller = (state?: string): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    ...(state && { traceState: createTraceState(state) }),
  });
const stateOf = (ctx: Context) => trace.getSpanContext(ctx)?.traceState?.serialize();

describe('traces that callers ask for by name', () => {
  it('are kept up to a number in each minute; then the entry is removed, and those of others stay', () => {
    let now = 1000;
    const limited = limitAskedTraces(2, () => now);
    const ask = () => stateOf(limited(caller('vendor=1,triptych=keep')));
    assert.deepEqual(
      [ask(), ask(), ask(), ask()],
      ['vendor=1,triptych=keep', 'vendor=1,triptych=keep', 'vendor=1', 'vendor=1'],
    );
    now += 59_999;
    assert.equal(ask(), 'vendor=1');
    now += 1;
    assert.equal(ask(), 'vendor=1,triptych=keep');
  });

  it('are counted, and no others', () => {
    const limited = limitAskedTraces(1, () => 0);
    for (const state of [undefined, 'vendor=1', 'triptych=drop']) {
      assert.equal(stateOf(limited(caller(state))), state);
    }
    assert.equal(limited(ROOT_CONTEXT), ROOT_CONTEXT);
    assert.equal(stateOf(limited(caller('triptych=keep'))), 'triptych=keep');
    assert.equal(stateOf(limited(caller('triptych=keep'))), '');
  });

  it('stay the same trace, with the same caller, when they are too many', () => {
    const limited = limitAskedTraces(0);
    const { traceState: _, ...before } = trace.getSpanContext(caller('triptych=keep')) ?? {};
    const { traceState: __, ...after } = trace.getSpanContext(limited(caller('triptych=keep'))) ?? {};
    assert.deepEqual(after, before);
  });
});
