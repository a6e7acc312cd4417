import type { AnyValue } from '@opentelemetry/api';
import type { ByteWriter } from './byte-writer.ts';

const LONGEST_INT = 2 ** 63;

/** Writes each attribute that has a value as a KeyValue; fields of opentelemetry/proto/common/v1/common.proto. */
export function writeAttributes(w: ByteWriter, field: number, attributes: Readonly<Record<string, AnyValue>>): void {
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined || !Object.hasOwn(attributes, key)) continue;
    const pair = w.begin(field);
    w.string(1, key);
    writeValue(w, 2, value);
    w.end(pair);
  }
}

/** Writes an AnyValue; of no value only the empty message. */
export function writeValue(w: ByteWriter, field: number, value: AnyValue | undefined): void {
  const place = w.begin(field, typeof value === 'string' && value.length > 120 ? 2 : 1);
  if (typeof value === 'string') w.string(1, value);
  else if (typeof value === 'boolean') w.bool(2, value);
  else if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= -LONGEST_INT && value < LONGEST_INT) w.int64(3, value);
    else w.double(4, value);
  } else if (value instanceof Uint8Array) w.bytesField(7, value);
  else if (Array.isArray(value)) {
    const list = w.begin(5);
    for (const item of value) writeValue(w, 1, item);
    w.end(list);
  } else if (value) {
    const map = w.begin(6);
    writeAttributes(w, 1, value as Record<string, AnyValue>);
    w.end(map);
  }
  w.end(place);
}
