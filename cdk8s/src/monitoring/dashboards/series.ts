import { METRICS, type MetricDefinition } from '@triptych/telemetry/catalogue';

/** Labels that Prometheus gives every series that came over OTLP: its own two, and the promoted resource attributes. */
export const RESOURCE_LABELS = [
  'job',
  'instance',
  'service_name',
  'service_namespace',
  'service_instance_id',
  'deployment_environment_name',
] as const;

const SPAN = [
  'span_name',
  'span_kind',
  'status_code',
  'http_request_method',
  'http_route',
  'http_response_status_code',
] as const;
const EDGE = ['client', 'server', 'connection_type', 'failed'] as const;
const QUEUE = ['exporter', 'data_type'] as const;
const SENT = ['exporter', 'server_address', 'server_port', 'url_path'] as const;

/** Series that are not in the catalogue, by who makes them, with the labels beside those of every series. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  // prom-client, in every service
  process_resident_memory_bytes: [],
  process_start_time_seconds: [],
  process_cpu_seconds_total: [],
  nodejs_eventloop_lag_p99_seconds: [],
  // Prometheus, of resource attributes
  target_info: ['service_version'],
  // the Collector's span_metrics and service_graph
  traces_span_metrics_calls_total: SPAN,
  ...histogram('traces_span_metrics_duration_seconds', SPAN),
  traces_service_graph_request_total: EDGE,
  traces_service_graph_request_failed_total: EDGE,
  ...histogram('traces_service_graph_request_server_seconds', EDGE),
  ...histogram('traces_service_graph_request_client_seconds', EDGE),
  // the Collector, of itself
  otelcol_exporter_queue_size: QUEUE,
  otelcol_exporter_queue_capacity: QUEUE,
  otelcol_exporter_sent_spans_total: SENT,
  otelcol_exporter_sent_metric_points_total: SENT,
  otelcol_exporter_sent_log_records_total: SENT,
  otelcol_exporter_send_failed_spans_total: SENT,
  otelcol_exporter_send_failed_metric_points_total: SENT,
  otelcol_exporter_send_failed_log_records_total: SENT,
  otelcol_process_memory_rss_bytes: [],
};

function histogram(name: string, labels: readonly string[]): Record<string, readonly string[]> {
  return { [`${name}_bucket`]: [...labels, 'le'], [`${name}_sum`]: labels, [`${name}_count`]: labels };
}

function seriesOf({ name, type, labels }: MetricDefinition): Record<string, readonly string[]> {
  const own = Object.keys(labels);
  return type === 'histogram' ? histogram(name, own) : { [name]: own };
}

/** Every series that dashboards may ask for, with the labels it may have. */
export const SERIES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(Object.assign({ ...FOREIGN }, ...Object.values(METRICS).map(seriesOf)) as typeof FOREIGN).map(
    ([name, labels]) => [name, [...labels, ...RESOURCE_LABELS]],
  ),
);
