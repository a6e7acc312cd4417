import { findLines, type LogLine } from '@triptych/client/loki';
import { query } from '@triptych/client/prometheus';
import pg from 'pg';
import type { TestStack } from '../conversions.ts';

/** As many lines as Loki returns at once. */
const PAGE = 5000;

/** Every line of a service that Loki has between two times. */
export async function storedLines(stack: TestStack, service: string, since: Date, until: Date): Promise<LogLine[]> {
  const lines = await findLines(stack.url('loki'), `{service="${service}"}`, since, until);
  if (lines.length < PAGE) return lines;
  const middle = new Date(Math.floor((since.getTime() + until.getTime()) / 2));
  const [first, second] = await Promise.all([
    storedLines(stack, service, since, new Date(middle.getTime() - 1)),
    storedLines(stack, service, middle, until),
  ]);
  return [...first, ...second];
}

/** The last value of job_svc's attempts in Prometheus, by the id of the process and by outcome. */
export async function storedAttempts(stack: TestStack): Promise<Map<string, Record<string, number>>> {
  const samples = await query(stack.url('prometheus'), 'last_over_time(job_svc_attempts_total[1h])');
  const byProcess = Map.groupBy(samples, ({ labels }) => labels.service_instance_id ?? '');
  return new Map(
    [...byProcess].map(([id, all]) => [
      id,
      Object.fromEntries(all.map(({ labels, value }) => [labels.outcome ?? '', value])),
    ]),
  );
}

/** A row of the queue. */
export interface JobRow {
  readonly id: string;
  readonly state: string;
  readonly requestId: string;
  readonly source: string;
  readonly failure: string | undefined;
  /** Milliseconds since 1970. */
  readonly completedAt: number | undefined;
}

/** Every job in the database. */
export async function storedJobs(stack: TestStack): Promise<JobRow[]> {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT id, state, data->>'request_id' AS "requestId", data->'request'->>'source' AS source,
              output->'failure'->>'code' AS failure,
              (extract(epoch FROM completed_on) * 1000)::float8 AS "completedAt"
         FROM pgboss.job WHERE name = 'conversions'`,
    );
    return rows as JobRow[];
  } finally {
    await client.end();
  }
}
