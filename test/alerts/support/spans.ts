import type { Series } from './scenario.ts';
import type { Events } from './traffic.ts';

interface Spans {
  readonly service: string;
  /** `service.instance.id` of the Collector that counted them. */
  readonly collector?: string;
  readonly kind?: string;
}

/** The labels that the Collector gives to what it counts from spans. */
const labels = ({ service, collector = 'otelcol', kind = 'SERVER' }: Spans, status: string) =>
  `service_name="${service}", service_instance_id="${collector}", span_kind="SPAN_KIND_${kind}", span_name="GET /", status_code="STATUS_CODE_${status}"`;

/** Spans of requests that succeed or fail. */
export const succeeding =
  (spans: Spans): Events =>
  ({ good, bad }): Series => ({
    [`traces_span_metrics_calls_total{${labels(spans, 'UNSET')}}`]: good,
    [`traces_span_metrics_calls_total{${labels(spans, 'ERROR')}}`]: bad,
  });

/** Spans of requests that take at most `bound` seconds or longer. */
export const lasting =
  (spans: Spans, bound = '1'): Events =>
  ({ good, all }): Series => ({
    [`traces_span_metrics_duration_seconds_count{${labels(spans, 'UNSET')}}`]: all,
    [`traces_span_metrics_duration_seconds_bucket{${labels(spans, 'UNSET')}, le="${bound}"}`]: good,
  });
