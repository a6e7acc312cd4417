import { METRICS } from '@triptych/catalogue';
import { itsLines, itsTraces, SERVICE, toPage } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN, INTERVAL } from '../promql.ts';
import { query } from '../queries.ts';
import { latestTimers } from '../shared/event-loop.ts';
import { memoryOfInstances } from '../shared/memory.ts';

const itsProcess = toPage('Its process', 'nodejs', { service: SERVICE });
const legend = '{{service_instance_id}}';
const each = (series: string) => `max by (service_name, service_instance_id) (${series})`;

/** How much more load a service can take, by instance. */
export const saturation = (size: Size) => [
  graph({
    ...size,
    title: 'How many requests are in progress?',
    description:
      'Requests that wait for their reply. The number grows when replies become slower, before anything fails.',
    unit: 'short',
    queries: [query(each(`${METRICS.httpServerActiveRequests.name}{${CHOSEN}}`), { legend })],
    links: [itsTraces, itsLines],
  }),
  graph({
    ...size,
    title: 'How busy is the event loop?',
    description: 'Share of time in which the process computes. Near 100 % requests wait for each other: add instances.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.7, 0.9],
    queries: [query(each(`${METRICS.eventLoopUtilization.name}{${CHOSEN}}`), { legend })],
    links: [itsProcess, itsTraces],
  }),
  latestTimers(size),
  graph({
    ...size,
    title: 'How much CPU does it use?',
    description: 'Cores, without converters. One instance cannot use much more than one core: add instances.',
    unit: 'short',
    queries: [query(each(`rate(process_cpu_seconds_total{${CHOSEN}}${INTERVAL})`), { legend })],
    links: [itsProcess, itsTraces],
  }),
  memoryOfInstances(size),
  graph({
    ...size,
    title: 'Are there file descriptors left?',
    description:
      'Open file descriptors as a share of the limit; each connection takes one. A line that only grows is a leak.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.5, 0.8],
    queries: [query(each(`process_open_fds{${CHOSEN}} / process_max_fds{${CHOSEN}}`), { legend })],
    links: [itsProcess, itsLines],
  }),
];
