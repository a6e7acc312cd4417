import { query, rawSamples, type Series } from '@triptych/client/prometheus';
import { identity, Readings } from './readings.ts';

const ITEMS = '(spans|log_records|metric_points)_total';

/** Every series that an audit reads. */
const NAMES = [
  'telemetry_(ended|sent|dropped)_total',
  'telemetry_queue_size',
  `otelcol_receiver_(accepted|refused|failed)_${ITEMS}`,
  `otelcol_exporter_(sent|send_failed|enqueue_failed)_${ITEMS}`,
  'otelcol_exporter_queue_size',
  'otelcol_processor_incoming_items_total',
  'otelcol_processor_tail_sampling_global_count_traces_sampled_total',
  'otelcol_process_uptime_seconds_total',
  'process_start_time_seconds',
  'up',
  'loki_distributor_lines_received_total',
];
const SELECTOR = `{__name__=~"${NAMES.join('|')}"}`;

/**
 * Reads all counters of the last `seconds` from Prometheus, as they were stored: `increase` extrapolates, so its results
 * do not add up. `namespace` is that of a release.
 */
export async function readCounters(prometheus: string, seconds: number, namespace?: string): Promise<Readings> {
  const now = new Date();
  const from = new Date(now.getTime() - seconds * 1000);
  const [samples, before] = await Promise.all([
    rawSamples(prometheus, SELECTOR, seconds, now),
    query(prometheus, `last_over_time(${SELECTOR}[1d])`, from),
  ]);
  const range = { from: from.getTime() / 1000, until: lastHeard(samples) ?? now.getTime() / 1000 };
  const earlier = new Map(before.map(({ labels, value }) => [identity(labels), value]));
  const all = samples.map((series): Series => {
    const value = earlier.get(identity(series.labels));
    if (value === undefined) return series;
    return { ...series, times: [range.from, ...series.times], values: [value, ...series.values] };
  });
  return new Readings(
    all.filter(({ labels }) => isOf(namespace, labels)),
    range,
  );
}

/** When the Collector was last heard of: until then, what it and the services have counted is known. */
function lastHeard(samples: readonly Series[]): number | undefined {
  const times = samples
    .filter(
      ({ labels }) =>
        labels.__name__ === 'otelcol_process_uptime_seconds_total' && labels.service_name?.startsWith('otelcol'),
    )
    .map(({ times: all }) => all.at(-1) ?? 0);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** Over OTLP a series has its namespace in one label, scraped in a shared Prometheus in another, else in none. */
function isOf(namespace: string | undefined, labels: Series['labels']): boolean {
  const own = labels.k8s_namespace_name ?? labels.namespace;
  return namespace === undefined || own === undefined || own === namespace;
}
