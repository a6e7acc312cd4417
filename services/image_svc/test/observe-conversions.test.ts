import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ConversionResult, ConvertOptions } from '@triptych/contracts';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { ConversionError, type ConversionErrorCode } from '../src/conversion/errors.ts';
import { observeConversions } from '../src/observe-conversions.ts';
import type { ConvertCall, Pool, PoolConversion } from '../src/pool/pool.ts';
import { pictureOf } from './support/pool.ts';

const capture = captureTelemetry('image_svc');
const { telemetry } = capture;
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const RESULT: ConversionResult = {
  input: { format: 'jpeg', width: 60, height: 40, bytes: JPEG.length },
  output: { format: 'webp', width: 30, height: 20, bytes: 9, content_type: 'image/webp', sha256: 'ab'.repeat(32) },
  duration_seconds: 0.01,
};
const CONVERTED: PoolConversion = {
  result: RESULT,
  timing: { queuedAt: 0, startedAt: 1, finishedAt: 2 },
};
const OPTIONS = { format: 'webp', width: 30 } as const;
const DURATION = 'image_svc_conversion_duration_seconds';

let behave: (call: ConvertCall) => PoolConversion;
const pool = {
  admit() {
    throw new ConversionError('pool_full', 'Full.');
  },
  convert: async (_picture, _options, call = {}) => behave(call),
} as Partial<Pool> as Pool;
const conversions = observeConversions(pool, telemetry);
const never = new AbortController().signal;

/** Makes the pool fail with this error, after the conversion has started or before. */
function failWith(error: Error, isStarted = true) {
  behave = ({ onStart }) => {
    if (isStarted) onStart?.();
    throw error;
  };
}

/** Converts within a span, as in a request; resolves to the context of that span. */
async function convertInSpan(picture = JPEG, options: ConvertOptions = OPTIONS) {
  return telemetry.tracer.startActiveSpan('request', async (parent) => {
    try {
      await conversions.convert(pictureOf(picture), options, never);
    } finally {
      parent.end();
      await capture.until(() => span('request') !== undefined);
    }
    return parent.spanContext();
  });
}

const span = (name: string) => capture.spans().find((one) => one.name === name);
const line = (message: string) => capture.lines().find((one) => one.message === message);
const count = async (labels: Record<string, string>) => (await capture.sample(`${DURATION}_count`, labels)) ?? 0;

describe('the telemetry of a conversion', () => {
  beforeEach(() => {
    capture.reset();
    behave = ({ onStart }) => {
      onStart?.();
      return CONVERTED;
    };
  });

  it('has a span for the wait and one for the conversion, both children of the request', async () => {
    const request = await convertInSpan();
    for (const name of ['converter wait', 'convert picture']) {
      assert.equal(span(name)?.parentSpanContext?.spanId, request.spanId, name);
      assert.equal(span(name)?.kind, SpanKind.INTERNAL);
      assert.equal(span(name)?.attributes['picture.input.format'], 'jpeg');
      assert.equal(span(name)?.attributes['picture.input.bytes'], JPEG.length);
      assert.equal(span(name)?.attributes['picture.output.format'], 'webp');
    }
  });

  it('has the sizes of both pictures', async () => {
    await convertInSpan();
    assert.partialDeepStrictEqual(span('convert picture')?.attributes, {
      'picture.input.width': 60,
      'picture.input.height': 40,
      'picture.input.pixels': 2400,
      'picture.output.width': 30,
      'picture.output.height': 20,
      'picture.output.bytes': 9,
    });
  });

  it('has a log line on the span of the conversion', async () => {
    await convertInSpan();
    const { severity, metadata } = line('conversion completed') ?? {};
    assert.equal(severity, 'info');
    assert.equal(metadata?.span_id, span('convert picture')?.spanContext().spanId);
    assert.equal(metadata?.outcome, 'ok');
    assert.equal(metadata?.['picture.output.width'], 30);
  });

  it('has the duration by formats and outcome, with the trace as exemplar', async () => {
    const labels = { format_in: 'jpeg', format_out: 'avif', outcome: 'ok' };
    const waitsBefore = (await capture.sample('image_svc_pool_wait_seconds_count')) ?? 0;
    const { traceId } = await convertInSpan(JPEG, { ...OPTIONS, format: 'avif' });
    assert.equal(await count(labels), 1);
    assert.equal(await capture.sample('image_svc_pool_wait_seconds_count'), waitsBefore + 1);
    assert.match(
      await telemetry.metrics.registry.metrics(),
      new RegExp(`${DURATION}_bucket.* # {.*trace_id="${traceId}"`),
    );
  });

  for (const [code, outcome, severity] of [
    ['picture_broken', 'rejected', 'warning'],
    ['too_many_pixels', 'rejected', 'warning'],
    ['conversion_timeout', 'timeout', 'error'],
    ['converter_crashed', 'failed', 'error'],
  ] as [ConversionErrorCode, string, string][])
    it(`has the outcome ${outcome} for ${code}`, async () => {
      failWith(new ConversionError(code, 'What went wrong.'));
      const labels = { format_in: 'jpeg', format_out: 'webp', outcome };
      const before = await count(labels);
      await assert.rejects(convertInSpan(), { code });
      assert.equal(await count(labels), before + 1);
      const found = line('conversion failed');
      assert.deepEqual([found?.severity, found?.metadata.outcome], [severity, outcome]);
      assert.equal(found?.metadata['problem.code'], code);
      assert.match(JSON.stringify(found?.metadata), /What went wrong/);
      assert.deepEqual(span('convert picture')?.status, {
        code: SpanStatusCode.ERROR,
        message: 'What went wrong.',
      });
      assert.equal(span('convert picture')?.attributes['problem.code'], code);
    });

  it('has no conversion span when the conversion never started', async () => {
    failWith(new ConversionError('pool_full', 'Full.'), false);
    await assert.rejects(convertInSpan());
    assert.equal(span('convert picture'), undefined);
    assert.equal(span('converter wait')?.status.code, SpanStatusCode.ERROR);
    assert.equal(line('conversion failed')?.metadata.duration_seconds, 0);
  });

  it('of a picture that finds no room has all but a format: a failed wait, a line and a count', async () => {
    const labels = { format_in: 'unknown', format_out: 'webp', outcome: 'failed' };
    const before = await count(labels);
    assert.throws(() => conversions.admit(OPTIONS, 7), { code: 'pool_full' });
    await capture.until(() => span('converter wait') !== undefined);
    assert.equal(await count(labels), before + 1);
    assert.equal(span('converter wait')?.attributes['picture.input.bytes'], 7);
    assert.equal(span('converter wait')?.status.code, SpanStatusCode.ERROR);
    assert.equal(line('conversion failed')?.metadata['problem.code'], 'pool_full');
  });

  it('has the format unknown for bytes that are not a picture', async () => {
    failWith(new ConversionError('unsupported_format', 'Text.'), false);
    const labels = { format_in: 'unknown', format_out: 'webp', outcome: 'rejected' };
    const before = await count(labels);
    await assert.rejects(convertInSpan(Buffer.from('text')));
    assert.equal(await count(labels), before + 1);
  });

  it('has the exception of an unexpected failure on its span', async () => {
    failWith(new TypeError('a bug'));
    await assert.rejects(convertInSpan(), TypeError);
    assert.equal(span('convert picture')?.events[0]?.attributes?.['exception.message'], 'a bug');
    assert.equal(line('conversion failed')?.severity, 'error');
  });
});
