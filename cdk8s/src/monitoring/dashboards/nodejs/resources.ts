import { itsLines, itsPage, itsTraces, lines, SERVICE } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN } from '../promql.ts';
import { queries, query } from '../queries.ts';

const links = [itsPage, itsTraces, itsLines];
const byType = (series: string) => `sum by (service_name, type) (${series}{${CHOSEN}})`;

export const handles = (size: Size) =>
  graph({
    ...size,
    title: 'What does it hold open?',
    description:
      'Handles by type, of all instances together: sockets, servers, child processes. It only grows: a leak.',
    unit: 'short',
    queries: [query(byType('nodejs_active_handles'), { legend: '{{type}}' })],
    links,
  });

export const resources = (size: Size) =>
  graph({
    ...size,
    title: 'What keeps it alive?',
    description:
      'Resources by type: timers, sockets, reads of files. Many timers: retries, or something is not cleared.',
    unit: 'short',
    queries: [query(byType('nodejs_active_resources'), { legend: '{{type}}' })],
    links,
  });

export const descriptors = (size: Size) =>
  graph({
    ...size,
    title: 'How many files and sockets are open?',
    description:
      'Descriptors of the instance with most, and how many it may have. At that number connections are refused.',
    unit: 'short',
    queries: queries({
      open: `max by (service_name) (process_open_fds{${CHOSEN}})`,
      allowed: `min by (service_name) (process_max_fds{${CHOSEN}})`,
    }),
    links,
  });

export const age = (size: Size) =>
  graph({
    ...size,
    title: 'How old are the processes?',
    description: 'Since their start. A line that falls to 0: it was started again.',
    unit: 's',
    queries: [
      query(`max by (service_name, service_instance_id) (time() - process_start_time_seconds{${CHOSEN}})`, {
        legend: '{{service_instance_id}}',
      }),
    ],
    links: [lines('Its starts and stops', `{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`)],
  });
