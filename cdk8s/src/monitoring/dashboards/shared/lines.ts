import { logs, type Size } from '../panels.ts';

const READABLE = 'line_format "{{.service}}: {{.message}} {{.metadata_problem_code}} {{.metadata_problem_detail}}"';

export const errorLines = (size: Size) =>
  logs({
    ...size,
    title: 'Which errors and warnings were logged?',
    description: 'Of the chosen services. A line opened shows its request id, and leads to its trace.',
    expr: `{service=~"$service"} | json | severity=~"error|warning" | ${READABLE}`,
  });
