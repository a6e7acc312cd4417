import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTraceState, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { METRICS } from '@triptych/catalogue';
import { createMetrics } from '../src/metrics.ts';

const SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

describe('metrics', () => {
  it('are rendered as OpenMetrics, with help, labels and the trace of a measurement', async () => {
    const { registry, histogram, counter } = createMetrics();
    const ctx = trace.setSpanContext(ROOT_CONTEXT, SPAN);
    counter(METRICS.jobAttempts).add({ outcome: 'succeeded' }, 2, ctx);
    histogram(METRICS.jobDuration).observe({ outcome: 'succeeded' }, 0.2, ctx);
    assert.match(registry.contentType, /^application\/openmetrics-text/);
    const text = await registry.metrics();
    assert.match(text, /^# HELP job_svc_attempts Attempts at jobs by outcome$/m);
    assert.match(text, /^job_svc_attempts_total\{outcome="succeeded"\} 2 # \{trace_id="0af7651916cd43dd/m);
    assert.match(text, /^job_svc_job_duration_seconds_bucket\{le="0\.25",outcome="succeeded"\} 1 # \{trace_id="0af7/m);
    assert.match(text, /^job_svc_job_duration_seconds_count\{outcome="succeeded"\} 1/m);
    assert.match(text, /# EOF\n$/);
  });

  it('have no exemplar whose trace is not kept, and keep the last one whose trace is', async () => {
    const { registry, histogram } = createMetrics((span) => span.spanContext().spanId === SPAN.spanId);
    const duration = histogram(METRICS.jobDuration);
    const measure = (spanId: string) =>
      duration.observe({ outcome: 'succeeded' }, 0.2, trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, spanId }));
    measure('b7ad6b7169203332');
    assert.doesNotMatch(await registry.metrics(), /trace_id/);
    measure(SPAN.spanId);
    measure('b7ad6b7169203332');
    const text = await registry.metrics();
    assert.match(
      text,
      /le="0\.25",outcome="succeeded"\} 3 # \{trace_id="0af7651916cd43dd8448eb211c80319c",span_id="b7ad6b7169203331"\}/,
    );
  });

  it('count what tests cause apart from what users cause', async () => {
    const { registry, histogram } = createMetrics();
    const measure = (mark: string) => {
      const ctx = trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, traceState: createTraceState(mark) });
      histogram(METRICS.jobDuration).observe({ outcome: 'succeeded' }, 0.2, ctx);
      histogram(METRICS.uploadBytes).observe({}, 5000, ctx);
    };
    for (const mark of ['triptych=test', 'triptych=keep', 'vendor=1']) measure(mark);
    const text = await registry.metrics();
    assert.match(text, /^job_svc_job_duration_seconds_count\{outcome="succeeded"\} 2$/m);
    assert.match(text, /^job_svc_job_duration_seconds_count\{.*user_agent_synthetic_type="test".*\} 1$/m);
    assert.match(text, /^user_svc_upload_bytes_count 3$/m);
  });

  it('that are durations say how long, because a slow one makes its trace kept', () => {
    const judged: (number | undefined)[] = [];
    const { histogram, counter } = createMetrics((_span, seconds) => judged.push(seconds) > 0);
    const ctx = trace.setSpanContext(ROOT_CONTEXT, SPAN);
    histogram(METRICS.jobDuration).observe({ outcome: 'succeeded' }, 2.5, ctx);
    histogram(METRICS.uploadBytes).observe({}, 5000, ctx);
    counter(METRICS.jobAttempts).add({ outcome: 'succeeded' }, 7, ctx);
    assert.deepEqual(judged, [2.5, undefined, undefined]);
  });

  it('that are gauges with `collect` are read again each time, even when reading takes a while', async () => {
    const { registry, gauge } = createMetrics();
    let size = 0;
    gauge(METRICS.poolQueued, async (recorder) => {
      await Promise.resolve();
      size += 1;
      recorder.set({}, size);
    });
    assert.match(await registry.metrics(), /^image_svc_pool_queued 1$/m);
    assert.match(await registry.metrics(), /^image_svc_pool_queued 2$/m);
  });

  it('that are gauges can rise and fall', async () => {
    const { registry, gauge } = createMetrics();
    const streams = gauge(METRICS.eventStreams);
    streams.add({}, 2);
    streams.add({}, -1);
    assert.match(await registry.metrics(), /^user_svc_event_streams 1$/m);
  });

  it('cannot be created twice with the same name', () => {
    const { counter } = createMetrics();
    counter(METRICS.jobAttempts);
    assert.throws(() => counter(METRICS.jobAttempts), /already been registered/);
  });
});
