import { logs, type Size } from '../panels.ts';

const READABLE = 'line_format "{{.service}}: {{.message}} {{.metadata_problem_code}} {{.metadata_problem_detail}}"';

export const errorLines = (size: Size) =>
  logs({
    ...size,
    title: 'Which errors and warnings were logged?',
    description: 'Log lines of the chosen services. Open a line to see its request id and a link to its trace.',
    expr: `{service=~"$service"} | json | severity=~"error|warning" | ${READABLE}`,
  });
