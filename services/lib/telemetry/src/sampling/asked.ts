import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { KEEP_TRACE } from '@triptych/catalogue';

/** Traces that callers of one process may ask for in a minute; further ones are sampled like all others. */
const TRACES_PER_MINUTE = 60;
const MINUTE_MILLIS = 60_000;

/**
 * Returns a function that takes the request to keep its trace out of the context of a caller, once callers have made
 * `perMinute` of them in the current minute. So no client can switch sampling off for all.
 */
export function limitAskedTraces(
  perMinute = TRACES_PER_MINUTE,
  now = () => performance.now(),
): (ctx: Context) => Context {
  let minute = Number.NEGATIVE_INFINITY;
  let asked = 0;
  return (ctx) => {
    const caller = trace.getSpanContext(ctx);
    if (caller?.traceState?.get(KEEP_TRACE.key) !== KEEP_TRACE.value || !isSpanContextValid(caller)) return ctx;
    const at = now();
    if (at - minute >= MINUTE_MILLIS) {
      minute = at;
      asked = 0;
    }
    asked += 1;
    if (asked <= perMinute) return ctx;
    return trace.setSpanContext(ctx, { ...caller, traceState: caller.traceState.unset(KEEP_TRACE.key) });
  };
}
