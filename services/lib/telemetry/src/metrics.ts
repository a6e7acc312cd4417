import { type Context, context, isSpanContextValid, trace } from '@opentelemetry/api';
import { type MetricDefinition, SYNTHETIC } from '@triptych/catalogue';
import { Counter, collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import { type ExemplarLabels, histogramObserver } from './histogram.ts';
import { type IsKept, keptBy } from './sampling/kept.ts';
import { isTest } from './sampling/mark.ts';

/** The labels that callers give. That of synthetic traffic follows from the trace. */
type Labels<D> = D extends MetricDefinition<infer L> ? Record<Exclude<L, typeof SYNTHETIC.label>, string> : never;

export interface HistogramRecorder<D> {
  /** Records `value`. The span of `ctx` becomes the exemplar when its trace is kept; that of a test marks the series. */
  observe(labels: Labels<D>, value: number, ctx?: Context): void;
}

export interface CounterRecorder<D> {
  add(labels: Labels<D>, value?: number, ctx?: Context): void;
}

export interface GaugeRecorder<D> {
  set(labels: Labels<D>, value: number): void;
  add(labels: Labels<D>, value: number): void;
}

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Creates the registry of this process and recorders for catalogue entries. `/metrics` and OTLP both read this registry,
 * the only place where measurements are recorded. `isKept` tells which spans may be exemplars.
 */
export function createMetrics(isKept: IsKept = keptBy(undefined)) {
  const registry = new Registry<OpenMetricsContentType>();
  // Set before any metric is created: only this format has exemplars.
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: registry as never });

  /** The exemplar of a measurement; none when its trace is not kept, because the link would be dead. */
  const exemplarOf = (ctx: Context = context.active(), seconds?: number): (() => ExemplarLabels) | undefined => {
    const span = trace.getSpan(ctx);
    if (!span || !isSpanContextValid(span.spanContext()) || !isKept(span, seconds)) return undefined;
    return () => {
      const { traceId, spanId } = span.spanContext();
      return { trace_id: traceId, span_id: spanId };
    };
  };

  const options = (definition: MetricDefinition) => ({
    name: definition.name,
    help: definition.help,
    labelNames: Object.keys(definition.labels),
    registers: [registry],
  });

  return {
    registry,

    /** A histogram; the same one when several ask for it. */
    histogram<D extends MetricDefinition>(definition: D): HistogramRecorder<D> {
      const buckets = [...(definition.buckets ?? [])];
      const histogram =
        (registry.getSingleMetric(definition.name) as unknown as Histogram | undefined) ??
        new Histogram({ ...options(definition), buckets, enableExemplars: true });
      const isDuration = definition.name.endsWith('_seconds');
      const observe = histogramObserver(histogram, buckets);
      const isMarked = Object.hasOwn(definition.labels, SYNTHETIC.label);
      return {
        observe(labels, value, ctx = context.active()) {
          const isSynthetic = isMarked && isTest(trace.getSpanContext(ctx));
          const all = isSynthetic ? { ...labels, [SYNTHETIC.label]: SYNTHETIC.test } : labels;
          observe(all, value, exemplarOf(ctx, isDuration ? value : undefined));
        },
      };
    },

    /** A counter that callers add to; with `collect`, it is added to whenever metrics are read. */
    counter<D extends MetricDefinition>(
      definition: D,
      collect?: (counter: CounterRecorder<D>) => void,
    ): CounterRecorder<D> {
      const recorder: CounterRecorder<D> = {
        add: (labels, value = 1, ctx) => {
          const exemplar = exemplarOf(ctx);
          counter.inc({ labels, value, ...(exemplar && { exemplarLabels: exemplar() }) });
        },
      };
      const counter: Counter = new Counter({
        ...options(definition),
        enableExemplars: true,
        ...(collect && { collect: () => collect(recorder) }),
      });
      return recorder;
    },

    /** A gauge that callers set; with `collect`, it is set whenever metrics are read. */
    gauge<D extends MetricDefinition>(
      definition: D,
      collect?: (gauge: GaugeRecorder<D>) => void | Promise<void>,
    ): GaugeRecorder<D> {
      const recorder: GaugeRecorder<D> = {
        set: (labels, value) => gauge.set(labels, value),
        add: (labels, value) => gauge.inc(labels, value),
      };
      const gauge: Gauge = new Gauge({ ...options(definition), ...(collect && { collect: () => collect(recorder) }) });
      return recorder;
    },
  };
}
