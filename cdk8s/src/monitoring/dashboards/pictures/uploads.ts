import { METRICS } from '@triptych/catalogue';
import { LOKI } from '../../datasources.ts';
import { label, lines, traces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { lineCount, percentiles } from '../queries.ts';

const REJECTED = '{service="user_svc"} | json | metadata_problem_code!=""';
const code = label('metadata_problem_code');
const uploads = [
  traces('Traces of uploads', { service: 'user_svc', operation: 'POST /v1/conversions' }),
  lines('Log lines of uploads', '{service="user_svc"} |= "upload stored"'),
];

export const uploadSizes = (size: Size) =>
  graph({
    ...size,
    title: 'How large are uploaded pictures?',
    description: '50 % and 95 % of uploads are smaller than this. Each point is one upload: click it for its trace.',
    unit: 'bytes',
    queries: percentiles(METRICS.uploadBytes, [0.5, 0.95]),
    links: uploads,
  });

export const rejectedUploads = (size: Size) =>
  graph({
    ...size,
    title: 'Which uploads are rejected, and why?',
    description:
      'Error replies of user_svc, by the code of the problem. One code alone: a client sends unreadable pictures. ' +
      'All codes at once: somebody probes the service.',
    unit: 'short',
    datasource: LOKI,
    queries: [
      lineCount(`sum by (metadata_problem_code) (count_over_time(${REJECTED} [$__auto]))`, {
        legend: '{{metadata_problem_code}}',
      }),
    ],
    links: [lines('Lines with this code', `{service="user_svc"} | json | metadata_problem_code="${code}"`)],
  });
