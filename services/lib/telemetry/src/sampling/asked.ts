import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { KEEP_TRACE } from '@triptych/catalogue';
import { markOf } from './mark.ts';

/** Marked traces that one process lets through in a minute, and requests of each; further ones are like all others. */
const LIMITS = { traces: 60, requests: 20 } as const;
const MINUTE_MILLIS = 60_000;

/**
 * Returns a function that takes the mark of its trace out of the context of a caller, once callers have sent too many in
 * the current minute. So no client can switch sampling off for all, or hide all of its requests from objectives.
 */
export function limitAskedTraces(
  limits: { readonly traces: number; readonly requests: number } = LIMITS,
  now = () => performance.now(),
): (ctx: Context) => Context {
  let minute = Number.NEGATIVE_INFINITY;
  /** The marked requests of this minute, by the id of their trace. */
  const requests = new Map<string, number>();
  return (ctx) => {
    const caller = trace.getSpanContext(ctx);
    if (!caller?.traceState || !markOf(caller) || !isSpanContextValid(caller)) return ctx;
    const at = now();
    if (at - minute >= MINUTE_MILLIS) {
      minute = at;
      requests.clear();
    }
    const before = requests.get(caller.traceId) ?? 0;
    if (before < limits.requests && (before > 0 || requests.size < limits.traces)) {
      requests.set(caller.traceId, before + 1);
      return ctx;
    }
    return trace.setSpanContext(ctx, { ...caller, traceState: caller.traceState.unset(KEEP_TRACE.key) });
  };
}
