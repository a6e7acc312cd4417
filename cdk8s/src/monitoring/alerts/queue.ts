import { METRICS, SPANS } from '@triptych/catalogue';
import { alert } from '../rules/alert.ts';
import { dashboard, lines, traces } from '../rules/links.ts';
import { query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { counted, DURATION } from '../rules/text.ts';
import { THRESHOLD } from '../rules/threshold.ts';

const service = 'job_svc';
const pictures = dashboard('triptych-pictures');
const jobs = traces({ service, operation: SPANS.jobProcess });
const waiting = `max(sum by (service_instance_id) (${METRICS.jobsQueued.name}{state=~"queued|retrying"}))`;
const ended = `sum(rate(${METRICS.jobDuration.name}_count[5m]))`;

/** The queue. Each instance of job_svc counts the same tables, so the largest of their numbers is right. */
export const queue: RuleGroup = {
  name: 'queue',
  rules: [
    alert({
      name: 'QueueUnavailable',
      severity: 'page',
      service: 'postgres',
      expr: `max(${METRICS.queueConnected.name}) == 0`,
      for: '1m',
      summary: 'job_svc cannot reach PostgreSQL',
      description:
        'No instance of job_svc has reached PostgreSQL for 1 minute. Uploads are answered with 503, and no job runs. ' +
        'Jobs that were accepted before are safe.',
      dashboard: dashboard('triptych-service', { service }),
      query: lines('{service="job_svc"} |= "queue unavailable"'),
    }),
    alert({
      name: 'QueueBacklog',
      severity: 'ticket',
      service,
      // Waiting jobs divided by finished jobs a second: how long the last one will wait.
      expr: query(`${waiting} / (${ended} > 0 or ${waiting} * 0 + 0.001) > ${THRESHOLD}`, `and ${waiting} >= 20`),
      threshold: { value: 300, meaning: 'Seconds that the jobs that wait will take, above which the alert fires' },
      for: '5m',
      summary: `The jobs that wait will take ${DURATION}`,
      description:
        `At the pace of the last 5 minutes the jobs that wait will take ${DURATION}: more jobs arrive than the ` +
        'converters can do, or attempts fail and are repeated.',
      dashboard: pictures,
      query: jobs,
    }),
    alert({
      name: 'OldestJobTooOld',
      severity: 'page',
      service,
      expr: `max(${METRICS.jobsOldest.name}) > ${THRESHOLD}`,
      threshold: { value: 120, meaning: 'Seconds that the oldest job has waited, above which the alert fires' },
      for: '2m',
      summary: `The oldest job has waited ${DURATION}`,
      description: `A user has waited ${DURATION} for a picture: no worker takes the job, or its attempts keep failing.`,
      dashboard: pictures,
      query: lines('{service="job_svc"} |~ "job (retrying|failed)"'),
    }),
    alert({
      name: 'DeadLetters',
      severity: 'ticket',
      service,
      expr: `max(${METRICS.deadLetters.name}) > ${THRESHOLD}`,
      threshold: { value: 0, meaning: 'Dead letters, above which the alert fires' },
      for: '5m',
      summary: `${counted('job was', 'jobs were')} given up`,
      description:
        `${counted('job', 'jobs')} failed in every attempt, although the request was valid. Dead letters are kept ` +
        'until they expire: replay them once the cause is gone, or discard them.',
      dashboard: pictures,
      query: lines('{service="job_svc"} |= "job failed" | json'),
    }),
  ],
};
