import { lines, SERVICE } from '../explore.ts';
import { graph, logs, type Size, serviceGraph } from '../panels.ts';
import { CHOSEN } from '../promql.ts';
import { query } from '../queries.ts';

/** Without the `target_info` of span metrics: it belongs to a service, not to a process, and has no version. */
const PROCESSES = `target_info{${CHOSEN}, service_version!=""} and on (job, instance) process_start_time_seconds`;

export const versions = (size: Size) =>
  graph({
    ...size,
    title: 'Which versions run?',
    description:
      'Instances by service and version. Two versions of one service mean that a rollout is in progress or stuck.',
    unit: 'short',
    queries: [
      query(`count by (service_name, service_version) (${PROCESSES})`, {
        legend: '{{service_name}} {{service_version}}',
      }),
    ],
    links: [lines('Its starts and stops', `{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`)],
  });

export const starts = (size: Size) =>
  logs({
    ...size,
    title: 'What started or stopped?',
    description:
      'Starts, drains, stops and failures of the chosen services. A start without a stop before it means that the ' +
      'process was killed.',
    expr:
      '{service=~"$service"} |~ "service (started|draining|stopped|failed)" | json | line_format "{{.service}} ' +
      '{{.service_version}}: {{.message}}"',
  });

export const whoCallsWhom = (size: Size) =>
  serviceGraph({
    ...size,
    title: 'Who calls whom?',
    description: 'Calls between services in the time shown, as Jaeger counts them.',
  });
