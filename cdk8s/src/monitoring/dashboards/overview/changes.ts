import { lines, SERVICE } from '../explore.ts';
import { graph, logs, query, serviceGraph } from '../panels.ts';
import { CHOSEN } from '../promql.ts';

const READABLE = 'line_format "{{.service}}: {{.message}} {{.metadata_problem_code}} {{.metadata_problem_detail}}"';

/** What is different from before, and the lines and calls to read next. */
export function changes() {
  return [
    graph({
      width: 8,
      height: 6,
      title: 'Which versions run?',
      description: 'Instances by service and version. Two versions of one service: a rollout is under way, or stuck.',
      unit: 'short',
      queries: [
        query(`count by (service_name, service_version) (target_info{${CHOSEN}, service_version!=""})`, {
          legend: '{{service_name}} {{service_version}}',
        }),
      ],
      links: [lines('Its starts and stops', `{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`)],
    }),
    logs({
      width: 16,
      height: 6,
      title: 'What started or stopped?',
      description: 'Starts, drains, stops and failures of the chosen services. A start without a stop: it was killed.',
      expr: `{service=~"$service"} |~ "service (started|draining|stopped|failed)" | json | line_format "{{.service}} {{.service_version}}: {{.message}}"`,
    }),
    serviceGraph({
      width: 8,
      height: 9,
      title: 'Who calls whom?',
      description: 'Calls between services in the time shown, as Jaeger counts them.',
    }),
    logs({
      width: 16,
      height: 9,
      title: 'Which errors and warnings were logged?',
      description: 'Of the chosen services. A line opened shows its request id, and leads to its trace.',
      expr: `{service=~"$service"} | json | severity=~"error|warning" | ${READABLE}`,
    }),
  ];
}
