import { METRICS } from '@triptych/catalogue';
import { itsLines, itsPage, itsTraces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN, INTERVAL } from '../promql.ts';
import { queries } from '../queries.ts';
import { LATE } from '../shared/event-loop.ts';

const links = [itsPage, itsTraces, itsLines];
const worst = (series: string) => `max by (service_name) (${series}{${CHOSEN}})`;
const cpu = (series: string) => `sum by (service_name) (rate(${series}{${CHOSEN}}${INTERVAL}))`;

export const lag = (size: Size) =>
  graph({
    ...size,
    title: 'How late do timers run?',
    description:
      'In 50 % and in 99 % of cases timers of the worst instance run no later than this. The measurement is exact to ' +
      '10 ms. A later timer means that a computation does not let others run.',
    unit: 's',
    thresholds: LATE,
    queries: queries({
      '50 %': worst('nodejs_eventloop_lag_p50_seconds'),
      '99 %': worst('nodejs_eventloop_lag_p99_seconds'),
    }),
    links,
  });

export const utilization = (size: Size) =>
  graph({
    ...size,
    title: 'How busy is the event loop?',
    description:
      'Utilisation of the event loop, in the busiest instance and on average. Near 100 % requests wait for each ' +
      'other. If one instance is far above the others, traffic is not spread evenly.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.7, 0.9],
    queries: queries({
      busiest: worst(METRICS.eventLoopUtilization.name),
      average: `avg by (service_name) (${METRICS.eventLoopUtilization.name}{${CHOSEN}})`,
    }),
    links,
  });

export const processor = (size: Size) =>
  graph({
    ...size,
    title: 'Where is CPU time spent, in the process or in the kernel?',
    description:
      'Cores of all instances together. Much time in the kernel means many small reads and writes, or too little ' +
      'memory.',
    unit: 'short',
    queries: queries({
      user: cpu('process_cpu_user_seconds_total'),
      system: cpu('process_cpu_system_seconds_total'),
    }),
    links,
  });
