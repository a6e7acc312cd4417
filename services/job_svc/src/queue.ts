import { createNoopMeter } from '@opentelemetry/api';
import type { Log } from '@triptych/telemetry';
import { type JobResult, type JobWithMetadata, PgBoss } from 'pg-boss';
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
  /** Longest time for a query: far more than any should take, so that none waits for ever for a server that is gone. */
  readonly queryMillis?: number;
  readonly logger: Log;
}

export type Work = (job: JobWithMetadata<JobData>) => Promise<JobResult>;

export interface QueueDepth {
  readonly created: number;
  readonly retry: number;
  readonly active: number;
  /** Of the oldest job that nobody works on; 0 when there is none. */
  readonly oldestSeconds: number;
}

export interface Queue {
  /** Puts a job in; false when there is one with this id already. */
  send(id: string, data: JobData): Promise<boolean>;
  get(id: string): Promise<JobWithMetadata<JobData> | undefined>;
  depth(): Promise<QueueDepth>;
  readonly deadLetters: DeadLetters;
  stop(): Promise<void>;
}

/** Seconds after which a job whose worker has gone silent goes to another; 10 is the least pg-boss allows. */
const HEARTBEAT_SECONDS = 10;

/**
 * Starts pg-boss and its workers on PostgreSQL; rejects when the database cannot be reached. Workers wake by
 * LISTEN/NOTIFY, with polling beneath it. pg-boss makes the PRODUCER and CONSUMER spans itself and carries the trace
 * context; its own meters stay off, as metrics have one home.
 */
export async function startQueue(options: QueueOptions, work: Work): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: options.databaseUrl,
    application_name: 'job_svc',
    max: options.concurrency + 4,
    connectionTimeoutMillis: 5000,
    // Known to pg, to which all of this is passed on, but not to pg-boss.
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
      // Past the attempt's own deadline, which ends it first and says why.
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
    await boss.work(
      QUEUE,
      { ...WORK_OPTIONS, localConcurrency: options.concurrency },
      (jobs: JobWithMetadata<JobData>[]) => Promise.all(jobs.map(work)),
    );
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

const WORK_OPTIONS = {
  includeMetadata: true,
  perJobResults: true,
  heartbeatRefreshSeconds: 3,
  pollingIntervalSeconds: 1,
  // Nothing tells of a job whose delay before a retry is over; this finds it.
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
