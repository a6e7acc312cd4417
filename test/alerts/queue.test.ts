import { prove } from './support/prove.ts';
import { counter, gauge } from './support/values.ts';

const of = (instance: string) => `service_name="job_svc", service_instance_id="${instance}"`;
const connected = (instance: string) => `job_svc_queue_connected{${of(instance)}}`;
const depth = (instance: string, state: string) => `job_svc_queue_depth{${of(instance)}, state="${state}"}`;
const oldest = (instance: string) => `job_svc_queue_oldest_age_seconds{${of(instance)}}`;
const deadLetters = (instance: string) => `job_svc_dead_letters{${of(instance)}}`;
const done = (instance: string, outcome: string) =>
  `job_svc_job_duration_seconds_count{${of(instance)}, outcome="${outcome}"}`;

prove(
  'queue',
  {
    alert: 'QueueUnavailable',
    when: 'no instance has reached PostgreSQL for a minute',
    series: {
      [connected('a')]: gauge([1, 1], [0, 5], [1, 2]),
      [connected('b')]: gauge([1, 2], [0, 3], [1, 3]),
    },
    silentAt: '2m45s',
    firingAt: '3m',
    resolvedAt: '5m',
    labels: { severity: 'page', service: 'postgres' },
    summary: 'job_svc cannot reach PostgreSQL',
    description:
      'No instance of job_svc has reached PostgreSQL for 1 minute. Uploads are answered with 503, and no job runs. ' +
      'Jobs that were accepted before are safe.',
  },
  {
    alert: 'QueueUnavailable',
    when: 'one instance of two does not reach PostgreSQL, or both do not for a moment',
    series: {
      [connected('a')]: gauge([1, 1], [0, 9]),
      [connected('b')]: gauge([1, 3], [0, 1], [1, 6]),
    },
    silentUntil: '10m',
  },
  {
    alert: 'QueueBacklog',
    when: 'the jobs that wait would take more than 5 minutes at the pace of the last 5, for 5 minutes',
    series: {
      // Each instance counts the same tables.
      [depth('a', 'queued')]: gauge([0, 10], [40, 10], [0, 10]),
      [depth('b', 'queued')]: gauge([0, 10], [40, 10], [0, 10]),
      [depth('a', 'retrying')]: gauge([0, 10], [20, 10], [0, 10]),
      [depth('b', 'retrying')]: gauge([0, 10], [20, 10], [0, 10]),
      // Each instance does half of the work: 60 jobs at 11.25 a minute.
      [done('a', 'succeeded')]: counter([6, 30]),
      [done('b', 'rejected')]: counter([5.25, 30]),
    },
    silentAt: '14m45s',
    firingAt: '15m',
    resolvedAt: '20m',
    labels: { severity: 'ticket', service: 'job_svc' },
    summary: 'The jobs that wait will take 5m 20s',
    description:
      'At the pace of the last 5 minutes the jobs that wait will take 5m 20s: more jobs arrive than the converters ' +
      'can do, or attempts fail and are repeated.',
  },
  {
    alert: 'QueueBacklog',
    when: 'no job is done at all',
    series: { [depth('a', 'queued')]: gauge([0, 10], [20, 10], [0, 10]) },
    silentAt: '14m45s',
    firingAt: '15m',
    resolvedAt: '20m',
    labels: { severity: 'ticket', service: 'job_svc' },
    summary: 'The jobs that wait will take 5h 33m 20s',
    description:
      'At the pace of the last 5 minutes the jobs that wait will take 5h 33m 20s: more jobs arrive than the ' +
      'converters can do, or attempts fail and are repeated.',
  },
  {
    alert: 'QueueBacklog',
    when: 'a few jobs wait for long',
    series: { [depth('a', 'queued')]: gauge([19, 30]), [depth('a', 'active')]: gauge([500, 30]) },
    silentUntil: '30m',
  },
  {
    alert: 'QueueBacklog',
    when: 'many jobs wait and are done soon',
    series: {
      [depth('a', 'queued')]: gauge([1000, 30]),
      [depth('a', 'active')]: gauge([500, 30]),
      [done('a', 'succeeded')]: counter([204, 30]),
    },
    silentUntil: '30m',
  },
  {
    alert: 'OldestJobTooOld',
    when: 'a job has waited more than 2 minutes, for 2 minutes',
    series: {
      // Both instances report the same age.
      [oldest('a')]: gauge([0, 1], [[0, 240], 12], [0, 3]),
      [oldest('b')]: gauge([0, 1], [[0, 240], 12], [0, 3]),
    },
    // It is older than 120 s at 7m15s.
    silentAt: '9m',
    firingAt: '9m15s',
    resolvedAt: '13m',
    labels: { severity: 'page', service: 'job_svc' },
    summary: 'The oldest job has waited 2m 45s',
    description: 'A user has waited 2m 45s for a picture: no worker takes the job, or its attempts keep failing.',
  },
  {
    alert: 'OldestJobTooOld',
    when: 'jobs wait for 2 minutes each, or a restart takes 3',
    series: { [oldest('a')]: gauge([120, 10], [[0, 180], 3], [0, 7]) },
    silentUntil: '20m',
  },
  {
    alert: 'DeadLetters',
    when: 'there have been dead letters for 5 minutes, neither replayed nor discarded',
    series: {
      [deadLetters('a')]: gauge([0, 1], [3, 8], [0, 3]),
      [deadLetters('b')]: gauge([0, 1], [3, 8], [0, 3]),
    },
    silentAt: '5m45s',
    firingAt: '6m',
    resolvedAt: '9m',
    labels: { severity: 'ticket', service: 'job_svc' },
    summary: '3 jobs were given up',
    description:
      '3 jobs failed in every attempt, although the request was valid. Dead letters are kept until they expire: ' +
      'replay them once the cause is gone, or discard them.',
  },
  {
    alert: 'DeadLetters',
    when: 'there are no dead letters, or they are replayed soon',
    series: { [deadLetters('a')]: gauge([0, 10], [3, 5], [0, 5]) },
    silentUntil: '20m',
  },
);
