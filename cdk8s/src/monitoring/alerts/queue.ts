import { METRICS, SPANS } from '@triptych/catalogue';
import { alert } from '../rules/alert.ts';
import { dashboard, lines, traces } from '../rules/links.ts';
import { query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';

const service = 'job_svc';
const pictures = dashboard('triptych-pictures');
const jobs = traces({ service, operation: SPANS.jobProcess });
const waiting = `max(sum by (service_instance_id) (${METRICS.jobsQueued.name}{state=~"queued|retrying"}))`;
const ended = `sum(rate(${METRICS.jobDuration.name}_count[5m]))`;

/** The queue. Each instance of job_svc reads the same tables, so the largest number is the number. */
export const queue: RuleGroup = {
  name: 'queue',
  rules: [
    alert({
      name: 'QueueUnavailable',
      severity: 'page',
      service: 'postgres',
      expr: `max(${METRICS.queueConnected.name}) == 0`,
      for: '1m',
      summary: 'PostgreSQL cannot be reached',
      description:
        'No instance of job_svc has reached PostgreSQL for a minute. Uploads are answered 503, and no job is worked on. ' +
        'Jobs that were taken before are safe.',
      dashboard: dashboard('triptych-service', { service }),
      query: lines('{service="job_svc"} |= "queue unavailable"'),
    }),
    alert({
      name: 'QueueBacklog',
      severity: 'ticket',
      service,
      // What waits, divided by what gets done: how long the last of them will wait.
      expr: query(`${waiting} / (${ended} > 0 or ${waiting} * 0 + 0.001) > 300`, `and ${waiting} >= 20`),
      for: '5m',
      summary: 'Jobs that wait will take {{ $value | humanizeDuration }}',
      description:
        'At the pace of the last 5 minutes the jobs that wait would take {{ $value | humanizeDuration }}: more come than ' +
        'converters can do, or attempts fail and are tried again.',
      dashboard: pictures,
      query: jobs,
    }),
    alert({
      name: 'OldestJobTooOld',
      severity: 'page',
      service,
      expr: `max(${METRICS.jobsOldest.name}) > 120`,
      for: '2m',
      summary: 'The oldest job has waited {{ $value | humanizeDuration }}',
      description:
        'Somebody has waited {{ $value | humanizeDuration }} for a picture that nobody works on: no worker takes jobs, or its ' +
        'attempts keep failing.',
      dashboard: pictures,
      query: lines('{service="job_svc"} |~ "job (retrying|failed)"'),
    }),
    alert({
      name: 'DeadLetters',
      severity: 'ticket',
      service,
      expr: `max(${METRICS.deadLetters.name}) > 0`,
      for: '5m',
      summary: '{{ $value | humanize }} jobs were given up',
      description:
        '{{ $value | humanize }} jobs failed in every attempt although nothing is wrong with what they ask for. They are kept ' +
        'until they expire: replay them once the cause is gone, or discard them.',
      dashboard: pictures,
      query: lines('{service="job_svc"} |= "job failed" | json'),
    }),
  ],
};
