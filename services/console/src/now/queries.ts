import { METRICS } from '@triptych/catalogue';

const HTTP = METRICS.httpServerRequestDuration.name;
const CONVERSIONS = METRICS.conversionDuration.name;
const OTELCOL = 'service_name="otelcol"';
/** Services and the Collector send every 5 to 10 seconds, so a minute always has enough samples for a rate. */
const RATE = '[1m]';
/** The time that the page shows. */
const SHOWN = '[15m]';

/** What the Collector counts from spans: any service that sends spans has these, whatever it is written in. */
const CALLS = 'traces_span_metrics_calls_total';
const DURATIONS = 'traces_span_metrics_duration_seconds_bucket';
const SERVER = 'span_kind="SPAN_KIND_SERVER"';
const CONSUMER = 'span_kind="SPAN_KIND_CONSUMER"';
const FAILED = 'status_code="STATUS_CODE_ERROR"';

/** The first of these that a service has: its requests from spans, its requests from metrics, its messages from spans. */
const firstOf = (spans: (kind: string) => string, metrics: string) =>
  `${spans(SERVER)} or ${metrics} or ${spans(CONSUMER)}`;
const perService = (series: string) => `sum by (service_name) (rate(${series}${RATE}))`;
const p95 = (series: string, by: string) => `histogram_quantile(0.95, sum by (le, ${by}) (rate(${series}${RATE})))`;
const edges = (series: string, window = RATE) =>
  `sum by (client, server, connection_type) (rate(traces_service_graph_${series}${window}))`;

/** Asked over the last 15 minutes, for lines over time; their last values are the figures. */
export const RANGE_QUERIES = {
  serviceRate: firstOf((kind) => perService(`${CALLS}{${kind}}`), perService(`${HTTP}_count`)),
  serviceErrors: firstOf(
    (kind) => perService(`${CALLS}{${kind}, ${FAILED}}`),
    perService(`${HTTP}_count{http_response_status_code=~"5.."}`),
  ),
  serviceP95: firstOf((kind) => p95(`${DURATIONS}{${kind}}`, 'service_name'), p95(`${HTTP}_bucket`, 'service_name')),
  formatRate: `sum by (format_out) (rate(${CONVERSIONS}_count${RATE}))`,
} as const;

const ITEMS = ['spans', 'metric_points', 'log_records'] as const;
const perItem = (series: (items: string) => string) => ITEMS.map(series).join(' or ');
/** Named by `what`, because a rate has no name, and grouped by the label that says where it happened. */
const counted = (what: string, by: string, series: (items: string) => string) =>
  `label_replace(sum by (${by}) (${perItem((items) => `increase(${series(items)}{${OTELCOL}}${SHOWN})`)}), "what", "${what}", "", "")`;

/** Asked for now. */
export const INSTANT_QUERIES = {
  up: 'max by (service_name, job) (up{job=~"services|backends"})',
  objectives: '{__name__=~"slo:(objective:ratio|error_budget_remaining:ratio|error_ratio:rate(5m|1h))"}',
  edgeRate: edges('request_total'),
  edgeErrors: edges('request_failed_total'),
  edgeP95: p95('traces_service_graph_request_server_seconds_bucket', 'client, server, connection_type'),
  edgeRecent: `${edges('request_total', SHOWN)} > 0`,
  formatCount: `sum by (format_out, outcome) (increase(${CONVERSIONS}_count${SHOWN}))`,
  formatP95: `histogram_quantile(0.95, sum by (le, format_out) (rate(${CONVERSIONS}_bucket${SHOWN})))`,
  queueSize: `sum by (exporter) (otelcol_exporter_queue_size{${OTELCOL}})`,
  queueCapacity: `sum by (exporter) (otelcol_exporter_queue_capacity{${OTELCOL}})`,
  reportAge: `time() - max(timestamp(otelcol_exporter_queue_capacity{${OTELCOL}}))`,
  losses: [
    counted('rejected', 'exporter', (items) => `otelcol_exporter_send_failed_${items}_total`),
    counted('not_queued', 'exporter', (items) => `otelcol_exporter_enqueue_failed_${items}_total`),
    counted('refused', 'receiver', (items) => `otelcol_receiver_refused_${items}_total`),
  ].join(' or '),
  dropped: `sum by (service_name) (increase(${METRICS.telemetryDropped.name}${SHOWN}))`,
  waiting: `sum by (service_name) (${METRICS.telemetryQueueSize.name})`,
} as const;

/** The length of the lines over time and the time between two of their points, in seconds. */
export const LENGTH_SECONDS = 900;
export const STEP_SECONDS = 15;
