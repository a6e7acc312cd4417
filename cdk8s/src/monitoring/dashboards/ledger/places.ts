import { METRICS } from '@triptych/catalogue';
import { OTELCOL } from '../shared/delivery.ts';

const sent = (items: string, backend: string) =>
  `otelcol_exporter_sent_${items}_total{${OTELCOL}, exporter="otlp_http/${backend}"}`;

/**
 * The places on the way of a signal, in order, with the counters of each. `triptych audit` reads the same: test/ledger.test.ts
 * compares them.
 */
export const PLACES = {
  spans: {
    'services made': [`${METRICS.telemetryEnded.name}{signal="traces"}`],
    'services sent': [`${METRICS.telemetrySent.name}{signal="traces"}`],
    'Collector accepted': [`otelcol_receiver_accepted_spans_total{${OTELCOL}}`],
    'Collector sent': [sent('spans', 'jaeger')],
    'Jaeger received': ['otelcol_receiver_accepted_spans_total{service_name="jaeger"}'],
    'Jaeger stored': ['otelcol_exporter_sent_spans_total{service_name="jaeger"}'],
  },
  'log lines': {
    'services made': [`${METRICS.telemetryEnded.name}{signal="logs"}`],
    'services sent': [`${METRICS.telemetrySent.name}{signal="logs"}`],
    'Collector accepted': [`otelcol_receiver_accepted_log_records_total{${OTELCOL}}`],
    'Collector sent': [sent('log_records', 'loki')],
    'Loki received': ['loki_distributor_lines_received_total{service_name="loki"}'],
  },
  'data points': {
    'Collector accepted, and made from spans': [
      `otelcol_receiver_accepted_metric_points_total{${OTELCOL}}`,
      `otelcol_processor_incoming_items_total{${OTELCOL}, processor="resource/counted_here", otel_signal="metrics"}`,
    ],
    'Collector sent': [sent('metric_points', 'prometheus')],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type Items = keyof typeof PLACES;

/** What a place counted: the sum of its counters, each through a function of PromQL over a range such as `[10m]`. */
export function counted(counters: readonly string[], through: 'rate' | 'increase', range: string): string {
  const [first = '', ...others] = counters.map((series) => `sum(${through}(${series}${range}))`);
  // A counter has no series until there is something to count.
  return others.length > 0 ? `(${[first, ...others.map((sum) => `(${sum} or vector(0))`)].join(' + ')})` : first;
}
