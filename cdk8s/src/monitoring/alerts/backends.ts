import { alert } from '../rules/alert.ts';
import { dashboard, label, lines } from '../rules/links.ts';
import type { RuleGroup } from '../rules/rule.ts';

const BACKEND = label('service_name');
const backendsPage = dashboard('triptych-backends', { backend: BACKEND });
const complaints = lines('{service="otelcol"} |= "Exporting failed"');

/** Each as it measures itself: writes of Loki and Prometheus, reads and writes of Jaeger's storage. */
const durations = [
  'loki_request_duration_seconds_bucket{route="otlp_v1_logs"}',
  'prometheus_http_request_duration_seconds_bucket{handler="/api/v1/otlp/v1/metrics"}',
  'jaeger_storage_latency_seconds_bucket',
];
// Two minutes: of a disk that stops for one, five would tell for six.
const p99 = durations
  .map((series) => `histogram_quantile(0.99, sum by (le, service_name) (rate(${series}[2m]))) > 1`)
  .join('\nor ');

/** The backends. Of Prometheus itself only the end of the Watchdog tells. */
export const backends: RuleGroup = {
  name: 'backends',
  rules: [
    alert({
      name: 'BackendDown',
      severity: 'ticket',
      expr: 'up{job="backends"} == 0',
      for: '2m',
      summary: `${BACKEND} does not answer`,
      description:
        `${BACKEND} at ${label('instance')} has not answered for 2 minutes. The Collector keeps what is meant for it, on disk; ` +
        'until it is back nobody sees it.',
      dashboard: backendsPage,
      query: complaints,
    }),
    alert({
      name: 'BackendSlow',
      severity: 'ticket',
      expr: p99,
      for: '5m',
      summary: `${BACKEND} takes {{ $value | humanizeDuration }} for a request`,
      description:
        `1 % of the requests to ${BACKEND} take {{ $value | humanizeDuration }} or more, and have for 5 minutes: it is short of ` +
        'CPU or memory, or its disk is slow. Queues of the Collector fill when it goes on.',
      dashboard: backendsPage,
      query: complaints,
    }),
  ],
};
