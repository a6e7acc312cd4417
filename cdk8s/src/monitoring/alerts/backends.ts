import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { DURATION, label } from '../rules/text.ts';
import { THRESHOLD, THRESHOLD_TEXT } from '../rules/threshold.ts';

const BACKEND = label('service_name');
const backendsPage = dashboard('triptych-backends', { backend: BACKEND });
const failedExports = lines('{service="otelcol"} |= "Exporting failed"');

/** What each backend measures of itself: writes of Loki and Prometheus, reads of Jaeger's store. */
const durations = [
  'loki_request_duration_seconds_bucket{route="otlp_v1_logs"}',
  'prometheus_http_request_duration_seconds_bucket{handler="/api/v1/otlp/v1/metrics"}',
  'jaeger_storage_latency_seconds_bucket',
];
// Two minutes, since a rate over five would show a disk that stops for one minute for six.
const p99 = durations
  .map((series) => `histogram_quantile(0.99, sum by (le, service_name) (rate(${series}[2m]))) > ${THRESHOLD}`)
  .join('\nor ');

/** The backends. When Prometheus itself is down, no alert fires: its Watchdog stops. */
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
        `${BACKEND} at ${label('instance')} has not answered for 2 minutes. The Collector keeps the data of ` +
        `${BACKEND} in a queue on disk; nobody sees that data until ${BACKEND} is back.`,
      dashboard: backendsPage,
      query: failedExports,
    }),
    alert({
      name: 'BackendSlow',
      severity: 'ticket',
      expr: p99,
      threshold: {
        value: 1,
        meaning: 'Seconds that the slowest 1 % of requests to a backend take, above which the alert fires',
        shown: 's',
      },
      for: '5m',
      summary: `1 % of requests to ${BACKEND} take ${DURATION} or longer`,
      description:
        `For 5 minutes 1 % of the requests to ${BACKEND} have taken longer than ${THRESHOLD_TEXT}, and now take ${DURATION} or ` +
        `longer: ${BACKEND} is short of CPU or memory, or its disk is slow. If this goes on, queues of the Collector ` +
        'fill.',
      dashboard: backendsPage,
      query: failedExports,
    }),
  ],
};
