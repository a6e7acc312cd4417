import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTRIBUTES, METRICS, SPANS } from '@triptych/catalogue';
import type { ConversionResult, ConvertOptions } from '@triptych/contracts';
import { sniff } from '@triptych/contracts/sniff';
import type { Telemetry } from '@triptych/telemetry';
import { ConversionError } from './conversion/errors.ts';
import type { Picture } from './pool/picture.ts';
import type { Pool, PoolConversion } from './pool/pool.ts';

export interface Conversions {
  /** Opens an empty picture, before its first byte is read. `bytes` is its size, when it is known. */
  admit(options: ConvertOptions, bytes?: number): Picture;
  /** Replaces a picture with its conversion, or closes it and rejects. */
  convert(picture: Picture, options: ConvertOptions, signal: AbortSignal): Promise<PoolConversion>;
}

/**
 * Wraps the pool with telemetry: a span for the wait for a converter and one for the conversion, both with the attributes
 * of the picture; the duration by formats and outcome, with its trace as exemplar; one log line with the outcome. A picture
 * that is not admitted has the same, but its format is unknown.
 */
export function observeConversions(pool: Pool, { tracer, metrics, logger }: Telemetry): Conversions {
  const duration = metrics.histogram(METRICS.conversionDuration);
  const wait = metrics.histogram(METRICS.conversionWait);

  return {
    admit(options, bytes) {
      try {
        return pool.admit(bytes);
      } catch (error) {
        begin('unknown', bytes, options).fail(error);
        throw error;
      }
    },

    async convert(picture, options, signal) {
      const conversion = begin(sniff(picture.head) ?? 'unknown', picture.bytes, options);
      try {
        const done = await pool.convert(picture, options, { signal, onStart: conversion.start });
        conversion.complete(done.result);
        return done;
      } catch (error) {
        conversion.fail(error);
        throw error;
      }
    },
  };

  function begin(formatIn: string, bytes: number | undefined, options: ConvertOptions) {
    const attributes = {
      [ATTRIBUTES.inputFormat]: formatIn,
      ...(bytes !== undefined && { [ATTRIBUTES.inputBytes]: bytes }),
      [ATTRIBUTES.outputFormat]: options.format,
    };
    // A conversion often starts when another one ends, in the context of that one, so the parent is taken from here.
    const request = context.active();
    const startSpan = (name: string) => tracer.startSpan(name, { kind: SpanKind.INTERNAL, attributes }, request);
    const waiting = { span: startSpan(SPANS.poolWait), since: performance.now() };
    let running: typeof waiting | undefined;

    const finish = (outcome: string, more: Record<string, unknown>, error?: unknown) => {
      const { span, since } = running ?? waiting;
      const seconds = running ? (performance.now() - since) / 1000 : 0;
      span.setAttributes(more as never);
      if (error) span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      if (error && outcome === 'failed') span.recordException(error as Error);
      const ctx = trace.setSpan(request, span);
      duration.observe({ format_in: formatIn, format_out: options.format, outcome }, seconds, ctx);
      const line = { ...attributes, ...more, outcome, duration_seconds: Number(seconds.toFixed(6)) };
      context.with(ctx, () => {
        if (!error) logger.info(line, 'conversion completed');
        else if (outcome === 'rejected')
          logger.warn({ ...line, reason: (error as Error).message }, 'conversion failed');
        else logger.error({ ...line, err: error }, 'conversion failed');
      });
      span.end();
    };

    return {
      start() {
        wait.observe({}, (performance.now() - waiting.since) / 1000, trace.setSpan(request, waiting.span));
        waiting.span.end();
        running = { span: startSpan(SPANS.convert), since: performance.now() };
      },
      complete: (result: ConversionResult) => finish('ok', attributesOf(result)),
      fail(error: unknown) {
        finish(outcomeOf(error), { [ATTRIBUTES.problemCode]: (error as ConversionError).code }, error);
      },
    };
  }
}

function outcomeOf(error: unknown): 'rejected' | 'timeout' | 'failed' {
  if (!(error instanceof ConversionError)) return 'failed';
  if (error.code === 'conversion_timeout') return 'timeout';
  return error.fault === 'caller' ? 'rejected' : 'failed';
}

function attributesOf({ input, output }: ConversionResult) {
  return {
    [ATTRIBUTES.inputWidth]: input.width,
    [ATTRIBUTES.inputHeight]: input.height,
    [ATTRIBUTES.inputPixels]: input.width * input.height,
    [ATTRIBUTES.outputWidth]: output.width,
    [ATTRIBUTES.outputHeight]: output.height,
    [ATTRIBUTES.outputBytes]: output.bytes,
  };
}
