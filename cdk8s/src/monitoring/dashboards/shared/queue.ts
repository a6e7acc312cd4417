import { METRICS } from '@triptych/catalogue';
import { lines, toPage, traces } from '../explore.ts';
import { limit } from '../limit.ts';
import { figure, graph, type Size } from '../panels.ts';
import { query } from '../queries.ts';

const pictures = toPage('The dashboard of pictures', 'pictures');
const linesOfJobs = lines('Log lines of jobs', '{service="job_svc"} |= "job"');

export const oldestJob = (size: Size) =>
  figure({
    ...size,
    title: 'The oldest job has waited for',
    description: 'Rises when no worker takes jobs: image_svc is down or full, or PostgreSQL is down.',
    unit: 's',
    thresholds: [10, limit('OldestJobTooOld')],
    queries: [query(`max(${METRICS.jobsOldest.name})`)],
    links: [pictures, lines('Log lines of job_svc', '{service="job_svc"}')],
  });

export const waitingJobs = (size: Size) =>
  graph({
    ...size,
    title: 'Do jobs wait?',
    description:
      'Jobs by state, and, on the right, the age of the oldest one that waits. Jobs between two attempts wait on ' +
      'purpose; dead letters wait until an operator replays or discards them.',
    unit: 'short',
    queries: [
      query(`max by (state) (${METRICS.jobsQueued.name})`, { legend: '{{state}}' }),
      query(`max(${METRICS.jobsOldest.name})`, { legend: 'oldest', refId: 'B' }),
      query(`max(${METRICS.deadLetters.name})`, { legend: 'dead letters', refId: 'C' }),
    ],
    links: [pictures, traces('Traces of job_svc', { service: 'job_svc' }), linesOfJobs],
  }).overrideByQuery('B', [
    { id: 'unit', value: 's' },
    { id: 'custom.axisPlacement', value: 'right' },
  ]);
