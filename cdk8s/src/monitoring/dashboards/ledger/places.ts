import { METRICS } from '@triptych/catalogue';
import { OTELCOL } from '../shared/delivery.ts';

/** The places on the way of a signal, in order, with the counter of each: those of `triptych audit`. */
export const PLACES = {
  spans: {
    'services made': `${METRICS.telemetryEnded.name}{signal="traces"}`,
    'services sent': `${METRICS.telemetrySent.name}{signal="traces"}`,
    'Collector accepted': `otelcol_receiver_accepted_spans_total{${OTELCOL}}`,
    'Collector sent': `otelcol_exporter_sent_spans_total{${OTELCOL}}`,
    'Jaeger received': 'otelcol_receiver_accepted_spans_total{service_name="jaeger"}',
    'Jaeger stored': 'otelcol_exporter_sent_spans_total{service_name="jaeger"}',
  },
  'log lines': {
    'services made': `${METRICS.telemetryEnded.name}{signal="logs"}`,
    'services sent': `${METRICS.telemetrySent.name}{signal="logs"}`,
    'Collector accepted': `otelcol_receiver_accepted_log_records_total{${OTELCOL}}`,
    'Collector sent': `otelcol_exporter_sent_log_records_total{${OTELCOL}}`,
    'Loki received': 'loki_distributor_lines_received_total',
  },
  'data points': {
    'Collector accepted': `otelcol_receiver_accepted_metric_points_total{${OTELCOL}}`,
    'Collector sent': `otelcol_exporter_sent_metric_points_total{${OTELCOL}}`,
  },
} as const;

export type Items = keyof typeof PLACES;
