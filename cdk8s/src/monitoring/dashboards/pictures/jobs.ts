import { METRICS, SPANS } from '@triptych/catalogue';
import { lines, THIS_LONG, toPage, traces } from '../explore.ts';
import { figure, graph, type Size, timeline } from '../panels.ts';
import { p95, rate } from '../promql.ts';
import { percentiles, query } from '../queries.ts';

const attempts = { service: 'job_svc', operation: SPANS.jobProcess };
const failedJobs = lines('Log lines of jobs that failed', '{service="job_svc"} |~ "job (retrying|failed)"');

export const deadLetters = (size: Size) =>
  figure({
    ...size,
    title: 'Jobs that were given up',
    description:
      'Dead letters: nothing is wrong with what they ask for. Replay them once the cause is gone, or discard them.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [query(`max(${METRICS.deadLetters.name})`)],
    links: [failedJobs],
  });

export const pickup = (size: Size) =>
  graph({
    ...size,
    title: 'How soon does a worker have a job?',
    description:
      'Half, and 95 %, are picked up sooner, counted from when they may start. Milliseconds, as workers are told; ' +
      'longer: all workers are busy.',
    unit: 's',
    thresholds: [1, 5],
    queries: percentiles(METRICS.jobPickup, [0.5, 0.95]),
    links: [
      traces('Traces of attempts', attempts),
      lines('Log lines of starts', '{service="job_svc"} |= "job attempt started"'),
    ],
  });

export const attemptOutcomes = (size: Size) =>
  graph({
    ...size,
    title: 'How do attempts at jobs end?',
    description:
      'Of rejected ones the request is at fault; retried: ours, and tried again; failed: ours, and no attempt is left.',
    unit: 'ops',
    queries: [query(`sum by (outcome) (${rate(METRICS.jobAttempts)})`, { legend: '{{outcome}}' })],
    links: [traces('Traces with errors', { service: 'job_svc', tags: 'error=true' }), failedJobs],
  });

export const jobTime = (size: Size) =>
  graph({
    ...size,
    title: 'How long from upload to picture?',
    description:
      '95 % of jobs are done sooner, retries included, by how they end. Each point is one job. 30 s are promised.',
    unit: 's',
    thresholds: [10, 30],
    queries: [query(p95(METRICS.jobDuration, 'outcome'), { legend: '{{outcome}}', exemplars: true })],
    links: [traces('Attempts that took longer', { ...attempts, minDuration: THIS_LONG }), failedJobs],
  });

export const queueReached = (size: Size) =>
  timeline({
    ...size,
    title: 'Is PostgreSQL reached?',
    description:
      'By at least one instance of job_svc. While it is not, uploads are answered 503 and no job is worked on.',
    queries: [query(`max(${METRICS.queueConnected.name})`, { legend: 'PostgreSQL' })],
    states: { 0: { text: 'away', color: 'red' }, 1: { text: 'answers', color: 'green' } },
    links: [
      toPage('The dashboard of job_svc', 'service', { service: 'job_svc' }),
      lines('Log lines of job_svc', '{service="job_svc"}'),
    ],
  });

export const followers = (size: Size) =>
  graph({
    ...size,
    title: 'How many clients follow a conversion?',
    description: 'Open streams of events. They end with the conversion; many for long: conversions are stuck.',
    unit: 'short',
    queries: [query(`sum(${METRICS.eventStreams.name})`, { legend: 'streams' })],
    links: [
      traces('Traces of streams', { service: 'user_svc', operation: 'GET /v1/conversions/:id/events' }),
      lines('Log lines of user_svc', '{service="user_svc"}'),
    ],
  });
