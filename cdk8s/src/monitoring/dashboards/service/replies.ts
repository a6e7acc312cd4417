import { METRICS } from '@triptych/catalogue';
import { LOKI } from '../../datasources.ts';
import { itsLines, itsTraces, label, lines, SERVICE, THIS_LONG, traces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN, INTERVAL, orNone, p95, rate } from '../promql.ts';
import { lineCount, percentiles, query } from '../queries.ts';

const REQUESTS = METRICS.httpServerRequestDuration;
const FAILED = `${CHOSEN}, http_response_status_code=~"4..|5.."`;
/** Each request has one server span, and further spans for its work, which are counted here. */
const WORK = `traces_span_metrics_duration_seconds_sum{${CHOSEN}, span_kind!="SPAN_KIND_SERVER"}`;
const PROBLEMS = '{service=~"$service"} | json | metadata_problem_code!=""';
const slower = traces('Traces that took longer', { service: SERVICE, minDuration: THIS_LONG });
const PROBLEM = label('metadata_problem_code');

/** Rate, errors and duration of the requests of a service. */
export const replies = (size: Size) => [
  graph({
    ...size,
    title: 'Which routes are called?',
    description: 'Replies a second, without health checks and /metrics; unmatched: a path without a route.',
    unit: 'reqps',
    queries: [query(`sum by (service_name, http_route) (${rate(REQUESTS, CHOSEN)})`, { legend: '{{http_route}}' })],
    links: [itsTraces, itsLines],
  }),
  graph({
    ...size,
    title: 'Which requests fail, and with which status?',
    description:
      'Replies a second with 4xx, where the caller is at fault, and with 5xx, where the service is. 499: the caller ' +
      'went away first.',
    unit: 'reqps',
    queries: [
      query(
        orNone(`sum by (service_name, http_response_status_code) (${rate(REQUESTS, FAILED)})`, {
          http_response_status_code: 'none',
        }),
        { legend: '{{http_response_status_code}}' },
      ),
    ],
    links: [
      traces('Its traces with this status', {
        service: SERVICE,
        tags: `http.response.status_code=${label('http_response_status_code')}`,
      }),
      lines('Its errors and warnings', `{service="${SERVICE}"} | json | severity=~"error|warning"`),
    ],
  }),
  graph({
    ...size,
    title: 'Which problems do callers get?',
    description:
      'Log lines with the code of a problem: an error reply, or the reason why an attempt failed. Each line says ' +
      'what to do.',
    unit: 'short',
    datasource: LOKI,
    queries: [
      lineCount(`sum by (service, metadata_problem_code) (count_over_time(${PROBLEMS} [$__auto]))`, {
        legend: '{{metadata_problem_code}}',
      }),
    ],
    links: [
      lines('Lines with this code', `{service="${label('service')}"} | json | metadata_problem_code="${PROBLEM}"`),
    ],
  }),
  graph({
    ...size,
    title: 'How long do requests take?',
    description:
      '50 %, 95 % and 99 % of requests take less than this. Each point is one request: click it for its trace.',
    unit: 's',
    queries: percentiles(REQUESTS, [0.5, 0.95, 0.99], { by: 'service_name', where: CHOSEN }),
    links: [slower, itsLines],
  }),
  graph({
    ...size,
    title: 'Which routes are slow?',
    description: '95 % of requests take less than this, by route. Streams of events last as long as a client listens.',
    unit: 's',
    queries: [query(p95(REQUESTS, 'service_name, http_route', CHOSEN), { legend: '{{http_route}}', exemplars: true })],
    links: [slower, itsLines],
  }),
  graph({
    ...size,
    title: 'What do requests spend their time on?',
    description:
      'Seconds spent in each second on calls, waits and computation, by the name of the span. A line that grows ' +
      'while the number of requests does not shows what became slower.',
    unit: 's',
    queries: [query(`sum by (service_name, span_name) (rate(${WORK}${INTERVAL}))`, { legend: '{{span_name}}' })],
    links: [traces('Its traces with this span', { service: SERVICE, operation: label('span_name') }), itsLines],
  }),
];
