import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { writeAttributes, writeValue } from './attributes.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Writes a record as field 2 of ScopeLogs; fields of opentelemetry/proto/logs/v1/logs.proto. */
export function writeLogRecord(w: ByteWriter, record: ReadableLogRecord): void {
  const { severityNumber, severityText, body, spanContext, eventName } = record;
  const message = w.begin(2, 2);
  w.time(1, record.hrTime);
  if (severityNumber) w.uint32(2, severityNumber);
  if (severityText) w.string(3, severityText);
  if (body !== undefined) writeValue(w, 5, body);
  writeAttributes(w, 6, record.attributes);
  w.uint32(7, record.droppedAttributesCount);
  if (spanContext?.traceFlags) w.fixed32(8, spanContext.traceFlags);
  if (spanContext?.traceId) w.hex(9, spanContext.traceId);
  if (spanContext?.spanId) w.hex(10, spanContext.spanId);
  w.time(11, record.hrTimeObserved);
  if (eventName) w.string(12, eventName);
  w.end(message);
}
