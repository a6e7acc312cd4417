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
    title: 'Dead letters',
    description:
      'Jobs that failed in every attempt, although the request was valid. Replay them once the cause is gone, or ' +
      'discard them.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [query(`max(${METRICS.deadLetters.name})`)],
    links: [failedJobs],
  });

export const pickup = (size: Size) =>
  graph({
    ...size,
    title: 'How soon does a worker take a job?',
    description:
      '50 % and 95 % of jobs are taken sooner than this after they may start. Milliseconds are normal, since workers ' +
      'are notified; longer means that all workers are busy.',
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
      'Rejected: the request is at fault; retried: the system is at fault, and another attempt follows; failed: the ' +
      'system is at fault, and no attempt is left.',
    unit: 'ops',
    queries: [query(`sum by (outcome) (${rate(METRICS.jobAttempts)})`, { legend: '{{outcome}}' })],
    links: [traces('Traces with errors', { service: 'job_svc', tags: 'error=true' }), failedJobs],
  });

export const jobTime = (size: Size) =>
  graph({
    ...size,
    title: 'How long does a job take from the upload to the picture?',
    description:
      '95 % of jobs are done sooner than this, with all retries, by outcome. Each point is one job. The objective is ' +
      '30 s.',
    unit: 's',
    thresholds: [10, 30],
    queries: [query(p95(METRICS.jobDuration, 'outcome'), { legend: '{{outcome}}', exemplars: true })],
    links: [traces('Attempts that took longer', { ...attempts, minDuration: THIS_LONG }), failedJobs],
  });

export const queueReached = (size: Size) =>
  timeline({
    ...size,
    title: 'Is PostgreSQL reachable?',
    description:
      'Whether at least one instance of job_svc reaches it. While none does, uploads are answered with 503 and no ' +
      'job runs.',
    queries: [query(`max(${METRICS.queueConnected.name})`, { legend: 'PostgreSQL' })],
    states: { 0: { text: 'down', color: 'red' }, 1: { text: 'answers', color: 'green' } },
    links: [
      toPage('The dashboard of job_svc', 'service', { service: 'job_svc' }),
      lines('Log lines of job_svc', '{service="job_svc"}'),
    ],
  });

export const followers = (size: Size) =>
  graph({
    ...size,
    title: 'How many clients follow a conversion?',
    description:
      'Open streams of events. A stream ends with its conversion; many streams for long mean that conversions are ' +
      'stuck.',
    unit: 'short',
    queries: [query(`sum(${METRICS.eventStreams.name})`, { legend: 'streams' })],
    links: [
      traces('Traces of streams', { service: 'user_svc', operation: 'GET /v1/conversions/:id/events' }),
      lines('Log lines of user_svc', '{service="user_svc"}'),
    ],
  });
