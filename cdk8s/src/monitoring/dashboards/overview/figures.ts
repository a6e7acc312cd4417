import { METRICS } from '@triptych/telemetry/catalogue';
import { lines, THIS_LONG, traces } from '../explore.ts';
import { figure, query } from '../panels.ts';
import { CHOSEN, p95, rate } from '../promql.ts';

const size = { width: 4, height: 4 } as const;
const OURS = `${CHOSEN}, http_response_status_code=~"5.."`;

/** Six numbers: rate, errors, duration, queue, room, and whether telemetry can be believed. */
export function figures() {
  const requests = METRICS.httpServerRequestDuration;
  const { name: busy } = METRICS.poolConverters;
  return [
    figure({
      ...size,
      title: 'Requests a second',
      description: 'Replies of all chosen services together, one conversion being a request to each of them.',
      unit: 'reqps',
      queries: [query(`sum(${rate(requests, CHOSEN)})`)],
    }),
    figure({
      ...size,
      title: 'Replies that fail by our fault',
      description: 'Status 5xx as a share of all. What callers got wrong (4xx) is not in it.',
      unit: 'percentunit',
      max: 1,
      thresholds: [0.01, 0.05],
      // Without requests the share is 0, rather than 0 by 0.
      queries: [
        query(`(sum(${rate(requests, OURS)}) or vector(0)) / (sum(${rate(requests, CHOSEN)}) > 0) or vector(0)`),
      ],
      links: [lines('Log lines of errors', '{service=~".+"} | json | severity="error"')],
    }),
    figure({
      ...size,
      title: '95 % of conversions take less than',
      description: 'Decode, resize and encode, without the wait for a converter. AVIF and large pictures take longest.',
      unit: 's',
      thresholds: [2, 10],
      queries: [query(p95(METRICS.conversionDuration))],
      links: [
        traces('Traces that took longer', {
          service: 'image_svc',
          operation: 'convert picture',
          minDuration: THIS_LONG,
        }),
      ],
    }),
    figure({
      ...size,
      title: 'The oldest job waits since',
      description: 'Rises when no worker takes jobs: image_svc is away or full, or PostgreSQL is.',
      unit: 's',
      thresholds: [10, 60],
      queries: [query(`max(${METRICS.jobsOldest.name})`)],
      links: [lines('Log lines of job_svc', '{service="job_svc"}')],
    }),
    figure({
      ...size,
      title: 'Converters that are busy',
      description: 'As a share of those that may run. At 100 % conversions wait: add replicas of image_svc.',
      unit: 'percentunit',
      max: 1,
      thresholds: [0.8, 0.95],
      queries: [query(`sum(${busy}{state="busy"}) / sum(${METRICS.poolSize.name})`)],
    }),
    figure({
      ...size,
      title: 'Telemetry that was lost',
      description:
        'Spans, samples and lines that a service or the Collector gave up on, over the time shown. Not 0: ' +
        'what is shown here is not all that happened.',
      unit: 'short',
      thresholds: [1, 1000],
      queries: [
        query(LOST.map((name) => `(sum(increase(${name}[$__range])) or vector(0))`).join(' + '), { instant: true }),
      ],
      links: [lines('Log lines about it', '{service=~".+"} |= "telemetry"')],
    }),
  ];
}

const LOST = [
  METRICS.telemetryDropped.name,
  'otelcol_exporter_send_failed_spans_total',
  'otelcol_exporter_send_failed_metric_points_total',
  'otelcol_exporter_send_failed_log_records_total',
];
