import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Context, createTraceState, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { limitAskedTraces } from '../../src/sampling/asked.ts';

const caller = (state?: string, number = 0): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: `0af7651916cd43dd8448eb211c8031${number.toString(16).padStart(2, '0')}`,
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    ...(state && { traceState: createTraceState(state) }),
  });
const stateOf = (ctx: Context) => trace.getSpanContext(ctx)?.traceState?.serialize();

describe('traces that callers mark', () => {
  for (const mark of ['triptych=keep', 'triptych=test']) {
    it(`keep ${mark} up to a number in each minute; then the entry is removed, and those of others stay`, () => {
      let now = 1000;
      const limited = limitAskedTraces({ traces: 2, requests: 1 }, () => now);
      const ask = (number: number) => stateOf(limited(caller(`vendor=1,${mark}`, number)));
      assert.deepEqual([0, 1, 2, 3].map(ask), [`vendor=1,${mark}`, `vendor=1,${mark}`, 'vendor=1', 'vendor=1']);
      now += 59_999;
      assert.equal(ask(4), 'vendor=1');
      now += 1;
      assert.equal(ask(4), `vendor=1,${mark}`);
    });
  }

  it('keep the mark for a number of requests', () => {
    const limited = limitAskedTraces({ traces: 1, requests: 3 }, () => 0);
    const ask = () => stateOf(limited(caller('triptych=test')));
    assert.deepEqual([ask(), ask(), ask(), ask()], ['triptych=test', 'triptych=test', 'triptych=test', '']);
  });

  it('are counted, and no others', () => {
    const limited = limitAskedTraces({ traces: 1, requests: 1 }, () => 0);
    for (const state of [undefined, 'vendor=1', 'triptych=drop']) {
      assert.equal(stateOf(limited(caller(state))), state);
    }
    assert.equal(limited(ROOT_CONTEXT), ROOT_CONTEXT);
    assert.equal(stateOf(limited(caller('triptych=keep', 1))), 'triptych=keep');
    assert.equal(stateOf(limited(caller('triptych=keep', 2))), '');
  });

  it('stay the same trace, with the same caller, when they are too many', () => {
    const limited = limitAskedTraces({ traces: 0, requests: 0 });
    const { traceState: _, ...before } = trace.getSpanContext(caller('triptych=keep')) ?? {};
    const { traceState: __, ...after } = trace.getSpanContext(limited(caller('triptych=keep'))) ?? {};
    assert.deepEqual(after, before);
  });
});
