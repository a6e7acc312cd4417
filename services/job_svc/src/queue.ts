import { createNoopMeter } from '@opentelemetry/api';
import type { Log } from '@triptych/telemetry';
import { type JobResult, type JobWithMetadata, PgBoss } from 'pg-boss';
import './closing-connections.ts';
import { type DeadLetters, deadLettersOf } from './dead-letters.ts';
import type { JobData } from './jobs.ts';
import { jobPropagator } from './propagator.ts';

export const QUEUE = 'conversions';

export interface QueueOptions {
  readonly databaseUrl: string;
  readonly concurrency: number;
  readonly attemptDeadlineSeconds: number;
  readonly retryLimit: number;
  readonly retryDelaySeconds: number;
  readonly retentionSeconds: number;
  /** Longest time for a query; default 60000, far more than any needs. It ends queries to a server that has vanished. */
  readonly queryMillis?: number;
  readonly logger: Log;
}

export type Work = (job: JobWithMetadata<JobData>) => Promise<JobResult>;

export interface QueueDepth {
  readonly created: number;
  readonly retry: number;
  readonly active: number;
  /** Age of the oldest job without a worker; 0 when there is none. */
  readonly oldestSeconds: number;
}

export interface Queue {
  /** Adds a job; resolves to false when a job with this id exists. */
  send(id: string, data: JobData): Promise<boolean>;
  get(id: string): Promise<JobWithMetadata<JobData> | undefined>;
  depth(): Promise<QueueDepth>;
  readonly deadLetters: DeadLetters;
  stop(): Promise<void>;
}

/** Seconds without a heartbeat after which another worker takes over a job; 10 is the minimum of pg-boss. */
const HEARTBEAT_SECONDS = 10;

/**
 * Starts pg-boss and its workers on PostgreSQL; rejects when the database cannot be reached. LISTEN/NOTIFY wakes the
 * workers, and polling backs it up. pg-boss makes the PRODUCER and CONSUMER spans and carries the trace context. Its own
 * meters are off: all metrics come from prom-client.
 */
export async function startQueue(options: QueueOptions, work: Work): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: options.databaseUrl,
    application_name: 'job_svc',
    max: options.concurrency + 4,
    connectionTimeoutMillis: 5000,
    // pg-boss passes this option to pg, but its types do not know it.
    ...{ query_timeout: options.queryMillis ?? 60_000 },
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    openTelemetry: {
      propagateContext: true,
      propagator: jobPropagator,
      meterProvider: { getMeter: createNoopMeter },
    },
  });
  boss.on('error', (err) => options.logger.error({ err }, 'queue error'));
  boss.on('warning', (warning) => options.logger.warn({ warning }, 'queue error'));

  try {
    await boss.start();
    const settings = {
      notify: true,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      // Later than the deadline of the attempt, which therefore ends it first, with a reason.
      expireInSeconds: options.attemptDeadlineSeconds + 15,
      retryLimit: options.retryLimit,
      retryDelay: options.retryDelaySeconds,
      retryBackoff: true,
      retryDelayMax: 60,
      deleteAfterSeconds: options.retentionSeconds,
      retentionSeconds: options.retentionSeconds,
    };
    await boss.createQueue(QUEUE, settings);
    await boss.updateQueue(QUEUE, settings);
    for (let i = 0; i < options.concurrency; i += 1) await addWorker(boss, work);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }

  return {
    async send(id, data) {
      return (await boss.send(QUEUE, data, { id })) !== null;
    },
    async get(id) {
      const [job] = await boss.findJobs<JobData>(QUEUE, { id });
      return job;
    },
    depth: () => readDepth(boss),
    deadLetters: deadLettersOf(boss.getDb(), QUEUE, options),
    stop: () => boss.stop({ graceful: true, timeout: (options.attemptDeadlineSeconds + 5) * 1000 }),
  };
}

/**
 * Starts a worker, which does one job at a time. After each it asks for the next one at once, as if that had been announced:
 * by itself it would wait until its next poll, so a backlog would shrink by one job a second and worker.
 */
async function addWorker(boss: PgBoss, work: Work): Promise<void> {
  const worker = await boss.work(QUEUE, WORK_OPTIONS, (jobs: JobWithMetadata<JobData>[]) => {
    boss.notifyWorker(worker);
    return Promise.all(jobs.map(work));
  });
}

const WORK_OPTIONS = {
  includeMetadata: true,
  perJobResults: true,
  heartbeatRefreshSeconds: 3,
  pollingIntervalSeconds: 1,
  // Polling finds jobs whose retry delay is over: no notification announces them.
  notifyPollingIntervalSeconds: 1,
} as const;

async function readDepth(boss: PgBoss): Promise<QueueDepth> {
  const { rows } = await boss.getDb().executeSql(
    `SELECT count(*) FILTER (WHERE state = 'created')::int AS created,
            count(*) FILTER (WHERE state = 'retry')::int AS retry,
            count(*) FILTER (WHERE state = 'active')::int AS active,
            coalesce(extract(epoch FROM now() - min(created_on) FILTER (WHERE state < 'active')), 0)::float8
              AS "oldestSeconds"
       FROM pgboss.job
      WHERE name = $1 AND state < 'completed'`,
    [QUEUE],
  );
  return rows[0] as QueueDepth;
}
