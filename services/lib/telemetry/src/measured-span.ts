import { type Attributes, createTraceState, type SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { hrTimeDuration, millisToHrTime } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A root span that another program measured, such as a browser, which cannot reach the Collector itself. */
export interface MeasuredSpan {
  /** `service.name` of that program. */
  readonly service: string;
  readonly version: string;
  /** 32 and 16 hexadecimal digits in lower case. */
  readonly traceId: string;
  readonly spanId: string;
  /** As the header `tracestate` has it. */
  readonly traceState: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970. */
  readonly startMillis: number;
  readonly endMillis: number;
  readonly attributes: Attributes;
  readonly failed: boolean;
}

/** The span as the exporters of the SDK take it, with a resource of its own: the one of this process is not its origin. */
export function toReadableSpan(span: MeasuredSpan): ReadableSpan {
  const { service, version, traceId, spanId, traceState, name, kind, startMillis, endMillis, attributes, failed } =
    span;
  const [startTime, endTime] = [millisToHrTime(startMillis), millisToHrTime(endMillis)];
  return {
    name,
    kind,
    spanContext: () => ({
      traceId,
      spanId,
      traceFlags: TraceFlags.SAMPLED,
      traceState: createTraceState(traceState),
    }),
    startTime,
    endTime,
    duration: hrTimeDuration(startTime, endTime),
    ended: true,
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes,
    links: [],
    events: [],
    resource: resourceFromAttributes({
      'service.name': service,
      'service.namespace': 'triptych',
      'service.version': version,
    }),
    instrumentationScope: { name: service, version },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
