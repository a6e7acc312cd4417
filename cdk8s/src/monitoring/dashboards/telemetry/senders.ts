import { METRICS } from '@triptych/catalogue';
import { SERVICES } from '../../rules/promql.ts';
import { itsLines, itsPage, itsTraces } from '../explore.ts';
import { figure, graph, type Size, timeline } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { queries, query } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';

const up = 'max by (service_name) (up{job="services"})';
const metrics = `count by (service_name) (count_over_time(process_start_time_seconds{${SERVICES}}[1m]))`;
const requests = `sum by (service_name) (increase(${METRICS.httpServerRequestDuration.name}_count{${SERVICES}}[10m]))`;
const sent = (signal: string) =>
  `sum by (service_name) (increase(${METRICS.telemetrySent.name}{${SERVICES}, signal="${signal}"}[10m]))`;
/** 0 where a service answered many requests and sent nothing: the bounds are those of the alerts. */
const heard = (signal: string) => `((${sent(signal)} > bool 0 or 0 * ${requests}) + (${requests} <= bool 20)) > bool 0`;

export const silentServices = (size: Size) =>
  figure({
    ...size,
    title: 'Services without metrics',
    description: 'Services that answer, but of which no metric has arrived for 1 minute. No alert about them can fire.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [query(`count(${up} == 1 unless on (service_name) ${metrics}) or vector(0)`)],
    links: [linesOfCollector],
  });

export const whoIsHeard = (size: Size) =>
  timeline({
    ...size,
    title: 'Which services are up, but silent?',
    description:
      'By signal. Traces and logs count as silent only for a service that answered more than 20 requests in 10 ' +
      'minutes. The stdout of a silent service says what happened to its telemetry.',
    queries: queries({
      '{{service_name}} metrics': `${metrics} > bool 0 or 0 * ${up}`,
      '{{service_name}} traces': heard('traces'),
      '{{service_name}} logs': heard('logs'),
    }),
    states: { 0: { text: 'silent', color: 'red' }, 1: { text: 'heard', color: 'green' } },
    links: [itsPage, itsLines],
  });

export const sentByServices = (size: Size) =>
  graph({
    ...size,
    title: 'How much does each service send?',
    description:
      'Spans and log lines a second that the Collector accepted. The number follows the requests that the service ' +
      'answers.',
    unit: 'ops',
    queries: [
      query(`sum by (service_name, signal) (rate(${METRICS.telemetrySent.name}${INTERVAL}))`, {
        legend: '{{service_name}} {{signal}}',
      }),
    ],
    links: [itsPage, itsTraces, itsLines],
  });
