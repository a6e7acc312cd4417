import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyValue, type Attributes, createTraceState, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { EncodedBatch } from '../../../src/otlp/encoding/batch.ts';
import { writeLogRecord } from '../../../src/otlp/encoding/log-record.ts';
import { writeSpan } from '../../../src/otlp/encoding/span.ts';

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ minLength: 100, maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('a'.repeat(127), 'a'.repeat(128), 'é'.repeat(64), 'x'.repeat(16_383), 'ü'.repeat(9000)),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 2 ** 31, 2 ** 32 - 1, 2 ** 32, -(2 ** 63), 2 ** 63, 2 ** 70, Number.NaN),
);
const value: fc.Arbitrary<AnyValue> = fc.letrec<{ value: AnyValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
})).value;
const attributes = fc.dictionary(text, value, { maxKeys: 6 }) as fc.Arbitrary<Attributes>;
const time: fc.Arbitrary<HrTime> = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.constantFrom(0, 65_535, 65_536, 4_102_444_800)),
  fc.integer({ min: 0, max: 999_999_999 }),
);
const count = fc.oneof(fc.constant(0), fc.nat());
const context: fc.Arbitrary<SpanContext> = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  traceFlags: fc.nat({ max: 255 }),
  isRemote: fc.constantFrom(true, false, undefined) as fc.Arbitrary<boolean>,
  traceState: fc.constantFrom(undefined, createTraceState('triptych=keep,a=b')) as fc.Arbitrary<never>,
});

const RESOURCES = [
  resourceFromAttributes({ 'service.name': 'user_svc', 'process.pid': 7, 'process.command_args': ['node', 'main.ts'] }),
  resourceFromAttributes({ 'service.name': 'console_web' }, { schemaUrl: 'https://opentelemetry.io/schemas/1.40.0' }),
];
const SCOPES: InstrumentationScope[] = [
  { name: 'user_svc', version: '1.0.0' },
  { name: 'undici', schemaUrl: 'https://opentelemetry.io/schemas/1.40.0' },
  { name: '' },
];
const origin = { resource: fc.constantFrom(...RESOURCES), instrumentationScope: fc.constantFrom(...SCOPES) };

const span = fc.record({
  ...origin,
  context,
  parentSpanContext: fc.option(context, { nil: undefined }),
  name: text,
  kind: fc.nat({ max: 4 }),
  startTime: time,
  endTime: time,
  attributes,
  events: fc.array(fc.record({ name: text, time, attributes, droppedAttributesCount: count }), { maxLength: 3 }),
  links: fc.array(fc.record({ context, attributes, droppedAttributesCount: count }), { maxLength: 2 }),
  status: fc.record({ code: fc.nat({ max: 2 }), message: fc.option(text, { nil: undefined }) }),
  droppedAttributesCount: count,
  droppedEventsCount: count,
  droppedLinksCount: count,
});
const spans = fc
  .array(span, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((one) => ({ ...one, spanContext: () => one.context }) as unknown as ReadableSpan));

const records = fc.array(
  fc.record({
    ...origin,
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: fc.option(fc.nat({ max: 24 }), { nil: undefined }),
    severityText: fc.option(text, { nil: undefined }),
    body: value,
    attributes,
    spanContext: fc.option(context, { nil: undefined }),
    eventName: fc.option(text, { nil: undefined }),
    droppedAttributesCount: count,
  }),
  { minLength: 1, maxLength: 8 },
) as unknown as fc.Arbitrary<ReadableLogRecord[]>;

function batchOf<T extends ReadableSpan | ReadableLogRecord>(
  write: ConstructorParameters<typeof EncodedBatch<T>>[0],
  items: T[],
) {
  const batch = new EncodedBatch<T>(write);
  for (const item of items) batch.add(item);
  return batch;
}

const hexOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');
const SETTINGS = { numRuns: 400 };

describe('an encoded batch', () => {
  it('of spans has the bytes of the serializer of the SDK', () => {
    fc.assert(
      fc.property(spans, (items) => {
        const expected = ProtobufTraceSerializer.serializeRequest(items);
        assert.equal(hexOf(batchOf(writeSpan, items).toRequest()), hexOf(expected));
      }),
      SETTINGS,
    );
  });

  it('of log records has the bytes of the serializer of the SDK', () => {
    fc.assert(
      fc.property(records, (items) => {
        const expected = ProtobufLogsSerializer.serializeRequest(items);
        assert.equal(hexOf(batchOf(writeLogRecord, items).toRequest()), hexOf(expected));
      }),
      SETTINGS,
    );
  });

  it('has the same items after it was halved', () => {
    fc.assert(
      fc.property(spans, (items) => {
        const batch = batchOf(writeSpan, items);
        const [first, second] = batch.halves();
        assert.deepEqual([first.count, second.count], [items.length >> 1, items.length - (items.length >> 1)]);
        assert.equal(first.byteLength + second.byteLength, batch.byteLength);
      }),
      SETTINGS,
    );
  });
});
