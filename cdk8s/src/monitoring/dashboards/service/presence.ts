import { METRICS } from '@triptych/catalogue';
import { LOKI } from '../../datasources.ts';
import { lines, SERVICE, THIS_LONG, traces } from '../explore.ts';
import { figure, type Size, timeline } from '../panels.ts';
import { CHOSEN, quantile } from '../promql.ts';
import { lineCount, query } from '../queries.ts';

const UP = `up{job="services", ${CHOSEN}}`;
const startsAndStops = lines(
  'Its starts and stops',
  `{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`,
);

export const instances = (size: Size) =>
  figure({
    ...size,
    title: 'Instances that answer',
    description: 'Those that answered /metrics, which needs nothing but the process. None: an alert fires in a minute.',
    unit: 'short',
    thresholds: [1, 0.5],
    queries: [query(`sum by (service_name) (${UP})`)],
    links: [startsAndStops],
  });

export const mostRequestsTake = (size: Size) =>
  figure({
    ...size,
    title: '99 % of requests take less than',
    description: 'Of all routes together. Streams of events last as long as somebody listens.',
    unit: 's',
    queries: [query(quantile(0.99, METRICS.httpServerRequestDuration, 'service_name', CHOSEN))],
    links: [traces('Traces that took longer', { service: SERVICE, minDuration: THIS_LONG })],
  });

export const startsCounted = (size: Size) =>
  figure({
    ...size,
    title: 'Starts in the time shown',
    description: 'Lines that say that it listens. More than one for each instance: a rollout, or it ends by itself.',
    unit: 'short',
    datasource: LOKI,
    queries: [
      lineCount('sum(count_over_time({service=~"$service"} |= "service started" [$__range])) or vector(0)', {
        instant: true,
      }),
    ],
  });

export const presence = (size: Size) =>
  timeline({
    ...size,
    title: 'When did which instance answer?',
    description: 'Each asked every 10 s. One that is away for longer than a deployment takes: see its last lines.',
    queries: [query(`max by (service_name, instance) (${UP})`, { legend: '{{instance}}' })],
    states: { 0: { text: 'away', color: 'red' }, 1: { text: 'answers', color: 'green' } },
    links: [startsAndStops],
  });
