import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { REQUEST_ID_HEADER, requestIdOf, withRequestId } from '@triptych/telemetry';

const requestIdPropagator: TextMapPropagator = {
  inject(ctx, carrier, setter) {
    const requestId = requestIdOf(ctx);
    if (requestId) setter.set(carrier, REQUEST_ID_HEADER, requestId);
  },
  extract(ctx, carrier, getter) {
    const requestId = getter.get(carrier, REQUEST_ID_HEADER);
    return typeof requestId === 'string' ? withRequestId(ctx, requestId) : ctx;
  },
  fields: () => [REQUEST_ID_HEADER],
};

/** Stores traceparent, tracestate and request id with a job, so that the worker continues all three. */
export const jobPropagator: TextMapPropagator = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), requestIdPropagator],
});
