import { itsLines, itsPage, itsTraces, lines, SERVICE } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { CHOSEN } from '../promql.ts';
import { queries, query } from '../queries.ts';

const links = [itsPage, itsTraces, itsLines];
const byType = (series: string) => `sum by (service_name, type) (${series}{${CHOSEN}})`;

export const handles = (size: Size) =>
  graph({
    ...size,
    title: 'Which handles are open?',
    description:
      'Handles by type, of all instances together: sockets, servers, child processes. A number that only grows is a ' +
      'leak.',
    unit: 'short',
    queries: [query(byType('nodejs_active_handles'), { legend: '{{type}}' })],
    links,
  });

export const resources = (size: Size) =>
  graph({
    ...size,
    title: 'Which resources keep the process alive?',
    description:
      'Resources by type: timers, sockets, reads of files. Many timers mean many retries, or timers that are never ' +
      'cleared.',
    unit: 'short',
    queries: [query(byType('nodejs_active_resources'), { legend: '{{type}}' })],
    links,
  });

export const descriptors = (size: Size) =>
  graph({
    ...size,
    title: 'How many files and sockets are open?',
    description: 'File descriptors of the instance with the most, and the limit. At the limit connections are refused.',
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
    description: 'Time since the start of each process. A line that falls to 0 is a restart.',
    unit: 's',
    queries: [
      query(`max by (service_name, service_instance_id) (time() - process_start_time_seconds{${CHOSEN}})`, {
        legend: '{{service_instance_id}}',
      }),
    ],
    links: [lines('Its starts and stops', `{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`)],
  });
