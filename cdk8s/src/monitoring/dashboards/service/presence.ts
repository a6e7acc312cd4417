import { METRICS } from '@triptych/catalogue';
import { LOKI } from '../../datasources.ts';
import { instancesUp } from '../../rules/promql.ts';
import { lines, SERVICE, THIS_LONG, traces } from '../explore.ts';
import { figure, type Size, timeline } from '../panels.ts';
import { CHOSEN, quantile } from '../promql.ts';
import { lineCount, query } from '../queries.ts';

const UP = instancesUp(CHOSEN);
const startsAndStops = lines(
  'Its starts and stops',
  `{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`,
);

export const instances = (size: Size) =>
  figure({
    ...size,
    title: 'Instances that answer',
    description:
      'Instances that answered the last scrape of /metrics, which needs nothing but the process. If none answers, an ' +
      'alert fires after 1 minute.',
    unit: 'short',
    thresholds: [1, 0.5],
    queries: [query(`sum by (service_name) ${UP}`)],
    links: [startsAndStops],
  });

export const mostRequestsTake = (size: Size) =>
  figure({
    ...size,
    title: '99 % of requests take less than',
    description: 'All routes together, with streams of events, which last as long as a client listens.',
    unit: 's',
    queries: [query(quantile(0.99, METRICS.httpServerRequestDuration, 'service_name', CHOSEN))],
    links: [traces('Traces that took longer', { service: SERVICE, minDuration: THIS_LONG })],
  });

export const startsCounted = (size: Size) =>
  figure({
    ...size,
    title: 'Starts in the time shown',
    description:
      'Log lines "service started". More than one for each instance means a rollout, or a process that ends by ' +
      'itself.',
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
    description:
      'Prometheus scrapes each instance every 10 s. If one is down for longer than a deployment takes, read its last ' +
      'log lines.',
    queries: [query(`max by (service_name, instance) ${UP}`, { legend: '{{instance}}' })],
    states: { 0: { text: 'down', color: 'red' }, 1: { text: 'answers', color: 'green' } },
    links: [startsAndStops],
  });
