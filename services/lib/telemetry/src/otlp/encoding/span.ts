import type { Link } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './attributes.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Bits of Span.flags: whether it is known that the parent is of another process, and whether it is. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** Writes a span as field 2 of ScopeSpans; fields of opentelemetry/proto/trace/v1/trace.proto. */
export function writeSpan(w: ByteWriter, span: ReadableSpan): void {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const parent = span.parentSpanContext;
  const message = w.begin(2, 2);
  w.hex(1, traceId);
  w.hex(2, spanId);
  const state = traceState?.serialize();
  if (state) w.string(3, state);
  if (parent?.spanId) w.hex(4, parent.spanId);
  w.string(5, span.name);
  w.uint32(6, span.kind + 1);
  w.time(7, span.startTime);
  w.time(8, span.endTime);
  writeAttributes(w, 9, span.attributes);
  w.uint32(10, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(w, event);
  w.uint32(12, span.droppedEventsCount);
  for (const link of span.links) writeLink(w, link);
  w.uint32(14, span.droppedLinksCount);
  const status = w.begin(15);
  if (span.status.message) w.string(2, span.status.message);
  w.uint32(3, span.status.code);
  w.end(status);
  w.fixed32(16, flagsOf(traceFlags, parent?.isRemote));
  w.end(message);
}

function writeEvent(w: ByteWriter, event: TimedEvent): void {
  const message = w.begin(11, 2);
  w.time(1, event.time);
  w.string(2, event.name);
  if (event.attributes) writeAttributes(w, 3, event.attributes);
  w.uint32(4, event.droppedAttributesCount ?? 0);
  w.end(message);
}

function writeLink(w: ByteWriter, { context, attributes, droppedAttributesCount }: Link): void {
  const message = w.begin(13);
  w.hex(1, context.traceId);
  w.hex(2, context.spanId);
  const state = context.traceState?.serialize();
  if (state) w.string(3, state);
  if (attributes) writeAttributes(w, 4, attributes);
  w.uint32(5, droppedAttributesCount ?? 0);
  w.fixed32(6, flagsOf(context.traceFlags, context.isRemote));
  w.end(message);
}

function flagsOf(traceFlags: number, isRemote = false): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);
}
