import { METRICS, type MetricDefinition, SYNTHETIC } from '@triptych/catalogue';
import { LATENCY_BOUND_OVERRIDE, TARGET_OVERRIDE } from '@triptych/objectives';
import { LATENCY_BOUND } from './slo/any-service.ts';
import { type Recorded, recorded, WINDOWS } from './slo/burn-rate.ts';

/** Labels of every series that arrives over OTLP: two of Prometheus, and the promoted resource attributes. */
export const RESOURCE_LABELS = [
  'job',
  'instance',
  'service_name',
  'service_namespace',
  'service_instance_id',
  'deployment_environment_name',
  'k8s_pod_name',
] as const;

const SPAN = [
  'span_name',
  'span_kind',
  'status_code',
  'http_request_method',
  'http_route',
  'http_response_status_code',
  SYNTHETIC.label,
] as const;
const EDGE = ['client', 'server', 'connection_type', 'failed'] as const;
const QUEUE = ['exporter', 'data_type'] as const;
const RECEIVED = ['receiver', 'transport'] as const;
const SENT = ['exporter', 'server_address', 'server_port', 'url_path'] as const;

/** Labels of scraped series, beside `job` and `instance`, which series over OTLP have as well. */
const SCRAPED = ['service_name'] as const;
const CONTAINER = ['k8s_namespace_name', 'k8s_pod_name', 'k8s_container_name'] as const;
const VOLUME = ['k8s_namespace_name', 'k8s_pod_name', 'k8s_volume_name'] as const;
const OBJECTIVE = ['slo', 'service'] as const;
const BOUND = ['service', 'le'] as const;

/** Series that are not in the catalogue, grouped by their source, with their labels beside those of every series. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  // prom-client, in every service
  process_resident_memory_bytes: [],
  process_start_time_seconds: [],
  process_cpu_seconds_total: [],
  nodejs_eventloop_lag_p50_seconds: [],
  nodejs_eventloop_lag_p99_seconds: [],
  nodejs_heap_size_used_bytes: [],
  nodejs_heap_size_total_bytes: [],
  nodejs_external_memory_bytes: [],
  nodejs_active_handles_total: [],
  nodejs_active_handles: ['type'],
  nodejs_active_requests_total: [],
  nodejs_active_resources: ['type'],
  nodejs_active_resources_total: [],
  process_open_fds: [],
  process_max_fds: [],
  ...histogram('nodejs_gc_duration_seconds', ['kind']),
  process_cpu_user_seconds_total: [],
  process_cpu_system_seconds_total: [],
  // Prometheus, from resource attributes
  target_info: ['service_version'],
  // the Collector's span_metrics and service_graph
  traces_span_metrics_calls_total: SPAN,
  ...histogram('traces_span_metrics_duration_seconds', SPAN),
  traces_service_graph_request_total: EDGE,
  traces_service_graph_request_failed_total: EDGE,
  ...histogram('traces_service_graph_request_server_seconds', EDGE),
  ...histogram('traces_service_graph_request_client_seconds', EDGE),
  // the Collector, about itself
  otelcol_exporter_queue_size: QUEUE,
  otelcol_exporter_queue_capacity: QUEUE,
  ...perItem('otelcol_exporter_sent', SENT),
  ...perItem('otelcol_exporter_send_failed', ['exporter', 'error_type']),
  otelcol_process_memory_rss_bytes: [],
  otelcol_process_cpu_seconds_total: [],
  otelcol_process_uptime_seconds_total: [],
  ...perItem('otelcol_receiver_accepted', RECEIVED),
  ...perItem('otelcol_receiver_refused', RECEIVED),
  ...perItem('otelcol_exporter_enqueue_failed', ['exporter']),
  otelcol_processor_incoming_items_total: ['processor', 'otel_signal'],
  // Prometheus, about its scrapes
  up: SCRAPED,
  scrape_duration_seconds: SCRAPED,
  // backends, about themselves: backends/prometheus.yaml keeps no others
  ...histogram('loki_request_duration_seconds', [...SCRAPED, 'method', 'route', 'status_code', 'ws']),
  loki_ingester_memory_streams: [...SCRAPED, 'tenant'],
  loki_distributor_lines_received_total: [...SCRAPED, 'format', 'is_internal_stream', 'policy', 'tenant'],
  loki_discarded_samples_total: [...SCRAPED, 'reason', 'tenant'],
  ...histogram('jaeger_storage_latency_seconds', [...SCRAPED, 'kind', 'name', 'operation', 'result', 'role']),
  jaeger_storage_requests_total: [...SCRAPED, 'kind', 'name', 'operation', 'result', 'role'],
  jaeger_storage_badger_size_bytes_lsm: [...SCRAPED, 'kind', 'name', 'role'],
  jaeger_storage_badger_size_bytes_vlog: [...SCRAPED, 'kind', 'name', 'role'],
  ...histogram('prometheus_http_request_duration_seconds', [...SCRAPED, 'handler']),
  prometheus_rule_evaluation_failures_total: [...SCRAPED, 'rule_group'],
  prometheus_rule_group_last_duration_seconds: [...SCRAPED, 'rule_group'],
  prometheus_rule_group_interval_seconds: [...SCRAPED, 'rule_group'],
  prometheus_config_last_reload_successful: SCRAPED,
  prometheus_notifications_errors_total: [...SCRAPED, 'alertmanager'],
  prometheus_notifications_sent_total: [...SCRAPED, 'alertmanager'],
  prometheus_notifications_dropped_total: [...SCRAPED, 'alertmanager'],
  prometheus_remote_storage_queue_highest_timestamp_seconds: [...SCRAPED, 'remote_name'],
  prometheus_remote_storage_queue_highest_sent_timestamp_seconds: [...SCRAPED, 'remote_name'],
  prometheus_tsdb_head_series: SCRAPED,
  prometheus_tsdb_storage_blocks_bytes: SCRAPED,
  prometheus_tsdb_wal_storage_size_bytes: SCRAPED,
  alertmanager_alerts: [...SCRAPED, 'state'],
  alertmanager_notifications_total: [...SCRAPED, 'integration'],
  alertmanager_notifications_failed_total: [...SCRAPED, 'integration', 'reason'],
  ...histogram('alertmanager_notification_latency_seconds', [...SCRAPED, 'integration']),
  alertmanager_config_last_reload_successful: SCRAPED,
  // rules: cdk8s/src/monitoring/slo
  ...objectives(recorded('slo')),
  ...objectives(recorded('service')),
  [TARGET_OVERRIDE]: OBJECTIVE,
  [LATENCY_BOUND]: BOUND,
  [LATENCY_BOUND_OVERRIDE]: BOUND,
  // Prometheus, about its rules
  ALERTS: ['alertname', 'alertstate', 'severity', 'service', 'slo'],
  // kubelets, through the Collector's agent
  container_memory_working_set_bytes: CONTAINER,
  container_memory_rss_bytes: CONTAINER,
  container_cpu_time_seconds_total: CONTAINER,
  k8s_volume_available_bytes: VOLUME,
  k8s_volume_capacity_bytes: VOLUME,
  // kube-state-metrics: cdk8s/src/parts/collector/kube-state-metrics.ts keeps no others
  kube_pod_container_resource_limits: ['pod', 'container', 'resource', 'unit', 'node'],
  kube_pod_container_resource_requests: ['pod', 'container', 'resource', 'unit', 'node'],
  kube_pod_container_status_restarts_total: ['pod', 'container'],
  kube_pod_container_status_last_terminated_reason: ['pod', 'container', 'reason'],
  kube_pod_container_status_waiting_reason: ['pod', 'container', 'reason'],
  kube_pod_status_phase: ['pod', 'phase'],
  kube_pod_status_ready: ['pod', 'condition'],
  kube_pod_info: ['pod', 'node'],
  kube_deployment_spec_replicas: ['deployment'],
  kube_deployment_status_replicas_available: ['deployment'],
  kube_statefulset_replicas: ['statefulset'],
  kube_statefulset_status_replicas_ready: ['statefulset'],
  kube_daemonset_status_desired_number_scheduled: ['daemonset'],
  kube_daemonset_status_number_ready: ['daemonset'],
  kube_horizontalpodautoscaler_spec_max_replicas: ['horizontalpodautoscaler'],
  kube_horizontalpodautoscaler_status_current_replicas: ['horizontalpodautoscaler'],
  kube_persistentvolumeclaim_resource_requests_storage_bytes: ['persistentvolumeclaim'],
  kube_persistentvolumeclaim_status_phase: ['persistentvolumeclaim', 'phase'],
  kube_pod_spec_volumes_persistentvolumeclaims_info: ['pod', 'volume', 'persistentvolumeclaim'],
};

/** The three counters of the Collector, one for each signal. */
function perItem(name: string, labels: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    ['spans', 'metric_points', 'log_records'].map((items) => [`${name}_${items}_total`, labels]),
  );
}

function objectives({ events, bad, ratio, budget, target }: Recorded): Record<string, readonly string[]> {
  const names = [target, events, bad, ...WINDOWS.map(ratio), budget];
  return Object.fromEntries(names.map((name) => [name, OBJECTIVE]));
}

function histogram(name: string, labels: readonly string[]): Record<string, readonly string[]> {
  return { [`${name}_bucket`]: [...labels, 'le'], [`${name}_sum`]: labels, [`${name}_count`]: labels };
}

function seriesOf({ name, type, labels }: MetricDefinition): Record<string, readonly string[]> {
  const own = Object.keys(labels);
  return type === 'histogram' ? histogram(name, own) : { [name]: own };
}

/** Every series that rules and dashboards may query, with its possible labels. */
export const SERIES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(Object.assign({ ...FOREIGN }, ...Object.values(METRICS).map(seriesOf)) as typeof FOREIGN).map(
    ([name, labels]) => [name, [...labels, ...RESOURCE_LABELS]],
  ),
);
