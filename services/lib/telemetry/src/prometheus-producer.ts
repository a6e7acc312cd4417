import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

export interface Exemplar {
  readonly value: number;
  readonly time: HrTime;
  readonly traceId: string;
  readonly spanId: string;
}

/** A data point of the SDK with exemplars, for which the SDK has no field. */
export type DataPointWithExemplars<T> = DataPoint<T> & { readonly exemplars: readonly Exemplar[] };

type JsonMetric = MetricObjectWithValues<MetricValue<string>>;
type JsonValue = MetricValue<string> & {
  metricName?: string;
  exemplar?: { labelSet: Record<string, string>; value: number; timestamp?: number } | null;
};

/**
 * Passes the metrics of a prom-client registry to an OpenTelemetry metric reader, so that one measurement serves both.
 * Counters and histograms are cumulative since the start of each series. Summaries are left out: the SDK has no OTLP
 * counterpart.
 */
export function createPrometheusProducer(registry: Pick<Registry, 'getMetricsAsJSON'>): MetricProducer {
  const startOf = startTimes(millisToHrTime(Math.round(Date.now() - process.uptime() * 1000)));
  return {
    async collect(): Promise<CollectionResult> {
      const errors: unknown[] = [];
      const json = (await registry.getMetricsAsJSON().catch((error: unknown) => {
        errors.push(error);
        return [];
      })) as JsonMetric[];
      const endTime = millisToHrTime(Date.now());
      const metrics = json.flatMap((metric) => toMetricData(metric, startOf, endTime) ?? []);
      startOf.collected(endTime);
      return {
        resourceMetrics: {
          resource: emptyResource(),
          scopeMetrics: [{ scope: { name: 'prom-client' }, metrics }],
        },
        errors,
      };
    },
  };
}

interface StartTimes {
  (metric: string, attributes: Attributes): HrTime;
  /** Marks the end of a collection: series that appear later start at `at`. */
  collected(at: HrTime): void;
}

/**
 * The time at which each series was 0: the collection before its first value, or the start of the process. Prometheus
 * inserts a 0 there. Without it, a rate ignores the first values of a series, such as the first failures.
 */
function startTimes(processStart: HrTime): StartTimes {
  const starts = new Map<string, HrTime>();
  let last = processStart;
  const startOf = (metric: string, attributes: Attributes) => {
    const series = JSON.stringify([metric, Object.entries(attributes).sort()]);
    const start = starts.get(series) ?? last;
    starts.set(series, start);
    return start;
  };
  return Object.assign(startOf, {
    collected(at: HrTime) {
      last = at;
    },
  });
}

function toMetricData(metric: JsonMetric, startOf: StartTimes, endTime: HrTime): MetricData | undefined {
  const values = metric.values as JsonValue[];
  // Prometheus logs a warning for each metric without points, at every export.
  if (values.length === 0) return undefined;
  // prom-client declares the types as a numeric enum, but uses strings at run time.
  const type = metric.type as unknown as string;
  // Once prom-client has rendered OpenMetrics, it has removed the suffix of a counter from the name for good.
  const name = type === 'counter' && !metric.name.endsWith('_total') ? `${metric.name}_total` : metric.name;
  const common = { aggregationTemporality: AggregationTemporality.CUMULATIVE };
  const descriptor = { name, description: metric.help, unit: '', valueType: ValueType.DOUBLE };
  const point = <T>(attributes: Attributes, value: T, exemplars: Exemplar[]): DataPointWithExemplars<T> => ({
    startTime: startOf(name, attributes),
    endTime,
    attributes,
    value,
    exemplars,
  });

  if (type === 'counter') {
    const dataPoints = values.map((v) => point({ ...v.labels }, v.value, exemplarsOf(v, endTime)));
    return {
      ...common,
      descriptor,
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints,
    };
  }
  if (type === 'gauge') {
    const dataPoints = values.map((v) => point({ ...v.labels }, v.value, []));
    return { ...common, descriptor, dataPointType: DataPointType.GAUGE, dataPoints };
  }
  if (type === 'histogram') {
    const dataPoints = seriesOf(values).map((series) =>
      point(series[0]?.attributes ?? {}, ...histogramOf(series, endTime)),
    );
    return { ...common, descriptor, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  return undefined;
}

interface HistogramSample {
  readonly attributes: Attributes;
  readonly bound: string | undefined;
  readonly value: JsonValue;
}

/** Groups the flat list of samples from prom-client by their labels. */
function seriesOf(values: readonly JsonValue[]): HistogramSample[][] {
  const samples = values.map((value): HistogramSample => {
    const { le, ...attributes } = value.labels as Record<string, string>;
    return { attributes, bound: le, value };
  });
  return [...Map.groupBy(samples, ({ attributes }) => JSON.stringify(Object.entries(attributes).sort())).values()];
}

function histogramOf(series: readonly HistogramSample[], endTime: HrTime): [Histogram, Exemplar[]] {
  const sample = (suffix: string) => series.find(({ value }) => value.metricName?.endsWith(suffix))?.value.value ?? 0;
  const bounds = series
    .filter(({ bound }) => bound !== undefined)
    .map(({ bound, value }) => ({ upper: bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), value }))
    .sort((a, b) => a.upper - b.upper);
  return [
    {
      buckets: {
        boundaries: bounds.map(({ upper }) => upper).filter(Number.isFinite),
        // Buckets of prom-client are cumulative, buckets of OTLP are not.
        counts: bounds.map(({ value }, i) => value.value - (bounds[i - 1]?.value.value ?? 0)),
      },
      sum: sample('_sum'),
      count: sample('_count'),
    },
    bounds.flatMap(({ value }) => exemplarsOf(value, endTime)),
  ];
}

function exemplarsOf({ exemplar }: JsonValue, endTime: HrTime): Exemplar[] {
  const { trace_id: traceId, span_id: spanId } = exemplar?.labelSet ?? {};
  if (!exemplar || !traceId || !spanId) return [];
  const time = exemplar.timestamp === undefined ? endTime : millisToHrTime(Math.round(exemplar.timestamp * 1000));
  return [{ value: exemplar.value, time, traceId, spanId }];
}
