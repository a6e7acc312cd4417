import { METRICS, SPANS } from '@triptych/telemetry/catalogue';
import { label, lines, SERVICE, THIS_LONG, traces } from '../explore.ts';
import { graph, query } from '../panels.ts';
import { CHOSEN, p95, rate } from '../promql.ts';

const size = { width: 8, height: 7 } as const;
const linesOfService = lines('Its log lines', `{service="${SERVICE}"}`);
const FORMAT = label('format_out');
const tags = `picture.output.format=${FORMAT}`;
const picture = { service: 'image_svc', operation: SPANS.convert, tags };
const linesOfFormat = lines(
  'Log lines of this format',
  `{service="image_svc"} |= "conversion" | json | metadata_picture_output_format="${FORMAT}"`,
);

/** Rate, errors and duration: first of requests by service, then of conversions by format. */
export function traffic() {
  return [...requests(), ...conversions()];
}

function requests() {
  const metric = METRICS.httpServerRequestDuration;
  const by = 'sum by (service_name)';
  const all = `${by} (${rate(metric, CHOSEN)})`;
  const failed = `${by} (${rate(metric, `${CHOSEN}, http_response_status_code=~"5.."`)})`;
  return [
    graph({
      ...size,
      title: 'How many requests does each service answer?',
      description: 'Replies a second. Health checks and /metrics are not in it.',
      unit: 'reqps',
      queries: [query(all, { legend: '{{service_name}}' })],
      links: [traces('Its traces', { service: SERVICE }), linesOfService],
    }),
    graph({
      ...size,
      title: 'Which service fails by our fault, and how often?',
      description:
        'Status 5xx as a share of all replies. A failure further down shows in every service above it: ' +
        'the one lowest down is where to look.',
      unit: 'percentunit',
      max: 1,
      thresholds: [0.01, 0.05],
      // A service that has never failed has no such series, and would have no line.
      queries: [query(`(${failed} or 0 * ${all}) / ${all}`, { legend: '{{service_name}}' })],
      links: [
        traces('Its traces with errors', { service: SERVICE, tags: 'error=true' }),
        lines('Its log lines of errors', `{service="${SERVICE}"} | json | severity="error"`),
      ],
    }),
    graph({
      ...size,
      title: 'How long do requests take?',
      description: '95 % take less. Each point is one request: click it for its trace.',
      unit: 's',
      queries: [query(p95(metric, 'service_name', CHOSEN), { legend: '{{service_name}}', exemplars: true })],
      links: [traces('Traces that took longer', { service: SERVICE, minDuration: THIS_LONG }), linesOfService],
    }),
  ];
}

function conversions() {
  const metric = METRICS.conversionDuration;
  return [
    graph({
      ...size,
      title: 'How many pictures are converted, and to what?',
      description: 'Conversions a second that succeeded, by the format asked for.',
      unit: 'ops',
      queries: [query(`sum by (format_out) (${rate(metric, 'outcome="ok"')})`, { legend: '{{format_out}}' })],
      links: [traces('Traces of this format', picture), linesOfFormat],
    }),
    graph({
      ...size,
      title: 'How long does a conversion take?',
      description: '95 % take less, by the format asked for. Each point is one conversion: click it for its trace.',
      unit: 's',
      thresholds: [2, 10],
      queries: [query(p95(metric, 'format_out'), { legend: '{{format_out}}', exemplars: true })],
      links: [traces('Traces that took longer', { ...picture, minDuration: THIS_LONG }), linesOfFormat],
    }),
    graph({
      ...size,
      title: 'Do jobs wait?',
      description:
        'Jobs by state, and on the right the age of the oldest one that waits. Jobs that are retried wait on purpose; ' +
        'dead letters wait for somebody to replay or discard them.',
      unit: 'short',
      queries: [
        query(`max by (state) (${METRICS.jobsQueued.name})`, { legend: '{{state}}' }),
        query(`max(${METRICS.jobsOldest.name})`, { legend: 'oldest', refId: 'B' }),
        query(`max(${METRICS.deadLetters.name})`, { legend: 'dead letters', refId: 'C' }),
      ],
      links: [
        traces('Traces of job_svc', { service: 'job_svc' }),
        lines('Log lines of job_svc', '{service="job_svc"} |= "job"'),
      ],
    }).overrideByQuery('B', [
      { id: 'unit', value: 's' },
      { id: 'custom.axisPlacement', value: 'right' },
    ]),
  ];
}
