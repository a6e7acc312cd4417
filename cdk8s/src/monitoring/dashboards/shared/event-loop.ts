import { itsLines, itsTraces, SERVICE, toPage } from '../explore.ts';
import { limit } from '../limit.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN } from '../promql.ts';
import { query } from '../queries.ts';

export const LATE = [0.1, limit('EventLoopLagging')] as const;

export const latestTimers = (size: Size) =>
  graph({
    ...size,
    title: 'Does the event loop keep up?',
    description:
      'How late timers run in the worst 1 % of cases. Late timers mean that the service itself computes for too long ' +
      'at a time.',
    unit: 's',
    thresholds: LATE,
    queries: [
      query(`max by (service_name) (nodejs_eventloop_lag_p99_seconds{${CHOSEN}})`, { legend: '{{service_name}}' }),
    ],
    links: [toPage('Its process', 'nodejs', { service: SERVICE }), itsTraces, itsLines],
  });
