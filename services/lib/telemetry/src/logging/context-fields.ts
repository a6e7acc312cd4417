import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { ATTRIBUTES } from '@triptych/catalogue';
import { requestIdOf } from '../context.ts';

/**
 * Returns a function that writes the fields of a context as JSON without braces: service, request id, trace and span.
 * They are written as text, because they need no escape and an object for each line costs more.
 */
export function contextFields(service: string): (ctx: Context) => string {
  const start = `"service":${JSON.stringify(service)}`;
  return (ctx) => {
    const requestId = requestIdOf(ctx);
    const span = trace.getSpanContext(ctx);
    let fields = start;
    if (requestId) fields += `,"${ATTRIBUTES.requestId}":"${requestId}"`;
    if (span && isSpanContextValid(span)) fields += `,"trace_id":"${span.traceId}","span_id":"${span.spanId}"`;
    return fields;
  };
}
