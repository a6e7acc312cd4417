import { type EventEmitter, once } from 'node:events';
import { Client } from 'pg';
import { IS_DEAD_LETTER } from './dead-letters.ts';

/** The NOTIFY channel of all jobs; the payload is the id of the job. */
const CHANNEL = 'triptych_job_changed';

/**
 * Makes PostgreSQL notify of every change of a job's state, once it is committed, whichever job_svc made it. pg-boss
 * itself notifies of new jobs only (docs/adr/004-job-changes.md).
 */
const INSTALL = `
  -- The lock is for several processes that start at once: without it one of them fails.
  SELECT pg_advisory_xact_lock(hashtext('${CHANNEL}'));
  CREATE OR REPLACE FUNCTION pgboss.${CHANNEL}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('${CHANNEL}', NEW.id::text);
    RETURN NULL;
  END $$;
  CREATE OR REPLACE TRIGGER ${CHANNEL} AFTER INSERT OR UPDATE OF state ON pgboss.job_common
    FOR EACH ROW EXECUTE FUNCTION pgboss.${CHANNEL}();
  CREATE INDEX IF NOT EXISTS triptych_dead_letters ON pgboss.job_common (completed_on, id) WHERE ${IS_DEAD_LETTER};
  LISTEN ${CHANNEL};`;

export interface JobChanges {
  /** Resolves when the job changes, or when `signal` aborts. */
  next(id: string, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Listens for job changes on its own database connection. When that breaks it calls `onLost`, and no more changes
 * arrive. Callers wait on `events`, which outlives connections.
 */
export async function watchJobs(
  databaseUrl: string,
  events: EventEmitter,
  onLost: (error: Error) => void,
): Promise<JobChanges> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'job_svc changes',
    connectionTimeoutMillis: 5000,
    // Detects a server that has vanished silently within half a minute.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  client.on('error', onLost);
  client.on('notification', ({ payload }) => payload && events.emit(payload));
  await client.connect();
  await client.query(INSTALL);

  return {
    async next(id, signal) {
      // An abort means that the time is up, which is no error here.
      await once(events, id, { signal }).catch(() => {});
    },
    async stop() {
      client.off('error', onLost);
      client.on('error', () => {});
      await client.end();
    },
  };
}
