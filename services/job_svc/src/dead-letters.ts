import type { PgBoss } from 'pg-boss';
import type { JobRow } from './jobs.ts';

/** Jobs that failed although their request is valid: no retry is left, or every attempt was lost. */
export const IS_DEAD_LETTER = "state = 'failed' AND output->>'rejected' IS NULL";

/** The columns of a job under the names that pg-boss uses. */
const COLUMNS = `id, state, data, retry_count AS "retryCount", created_on AS "createdOn", started_on AS "startedOn",
  completed_on AS "completedOn", output`;

export interface DeadLetterRows {
  readonly rows: readonly JobRow[];
  /** Cursor of the next page; undefined on the last page. */
  readonly next?: string;
}

export interface Replayed {
  readonly row: JobRow;
  /** Trace context of the request that created the job. */
  readonly traceContext: Readonly<Record<string, string>>;
}

export interface DeadLetters {
  /** `cursor` is `next` of the previous page: the time at which a job failed, in microseconds, and its id. */
  list(limit: number, cursor?: string): Promise<DeadLetterRows>;
  /** Returns a dead letter to the queue with all its attempts; undefined when there is none with this id. */
  replay(id: string): Promise<Replayed | undefined>;
  discard(id: string): Promise<JobRow | undefined>;
  count(): Promise<number>;
}

/**
 * Dead letters are failed jobs that stay in their queue, so a replayed job keeps its id. A separate dead letter queue
 * would give it another.
 */
export function deadLettersOf(
  db: ReturnType<PgBoss['getDb']>,
  queue: string,
  { retryLimit, retentionSeconds }: { readonly retryLimit: number; readonly retentionSeconds: number },
): DeadLetters {
  return {
    async list(limit, cursor) {
      const [micros = null, id = null] = cursor?.split('_') ?? [];
      const { rows } = await db.executeSql(
        `SELECT ${COLUMNS}, (extract(epoch FROM completed_on) * 1000000)::bigint::text AS micros
           FROM pgboss.job
          WHERE name = $1 AND ${IS_DEAD_LETTER}
            AND ($2::text IS NULL OR
                 (completed_on, id) < (timestamptz 'epoch' + $2::text::bigint * interval '1 microsecond', $3::uuid))
          ORDER BY completed_on DESC, id DESC
          LIMIT $4`,
        [queue, micros, id, limit + 1],
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return { rows: page, ...(rows.length > limit && { next: `${last.micros}_${last.id}` }) };
    },

    async replay(id) {
      const { rows } = await db.executeSql(
        `UPDATE pgboss.job
            SET state = 'retry', start_after = now(), completed_on = NULL, output = NULL,
                retry_limit = retry_count + 1 + $3, keep_until = now() + $4 * interval '1 second'
          WHERE name = $1 AND id = $2 AND ${IS_DEAD_LETTER}
      RETURNING ${COLUMNS}, trace_context AS "traceContext"`,
        [queue, id, retryLimit, retentionSeconds],
      );
      const [row] = rows;
      return row && { row, traceContext: row.traceContext ?? {} };
    },

    async discard(id) {
      const { rows } = await db.executeSql(
        `DELETE FROM pgboss.job WHERE name = $1 AND id = $2 AND ${IS_DEAD_LETTER} RETURNING ${COLUMNS}`,
        [queue, id],
      );
      return rows[0];
    },

    async count() {
      const { rows } = await db.executeSql(
        `SELECT count(*)::int AS count FROM pgboss.job WHERE name = $1 AND ${IS_DEAD_LETTER}`,
        [queue],
      );
      return rows[0].count;
    },
  };
}
