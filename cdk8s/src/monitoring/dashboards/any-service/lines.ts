import { LOKI } from '../../datasources.ts';
import { label, lines, traces } from '../explore.ts';
import { graph, logs, type Size } from '../panels.ts';
import { lineCount } from '../queries.ts';

const service = label('service');
const level = label('detected_level');

export const linesByLevel = (size: Size) =>
  graph({
    ...size,
    title: 'How many lines does it log, of which level?',
    description:
      'Log lines by the level that Loki reads from their severity. If there are none, the service does not send its ' +
      'log over OTLP: "triptych verify --service NAME" says what to set.',
    unit: 'short',
    datasource: LOKI,
    queries: [
      lineCount('sum by (service, detected_level) (count_over_time({service=~"$service"} [$__auto]))', {
        legend: '{{detected_level}}',
      }),
    ],
    links: [
      lines('Lines of this level', `{service="${service}"} | detected_level="${level}"`),
      traces('Its traces', { service }),
    ],
  });

export const allLines = (size: Size) =>
  logs({
    ...size,
    title: 'What does it log?',
    description: 'All log lines of the chosen service. Open a line to see its fields and a link to its trace.',
    expr: '{service=~"$service"}',
  });
