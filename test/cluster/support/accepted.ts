import assert from 'node:assert/strict';
import { findManyLines } from '@triptych/client/loki';
import { until } from '../../stack/support/until.ts';
import type { Cluster } from './cluster.ts';
import { openRelease } from './command.ts';
import { jobsBetween } from './stores.ts';

const ENDED = ['completed', 'failed'];
const ACCEPTED = '{service="user_svc"} |= "request completed" | json | metadata_http_response_status_code="202"';

/**
 * Waits until every job that was made since a time has ended, and fails unless each upload that a line of user_svc says
 * was answered with 202 has a job. Resolves with the number of jobs in each state.
 */
export async function assertAllEnded(cluster: Cluster, since: Date): Promise<Record<string, number>> {
  const jobs = await until(
    'the end of all jobs',
    () => jobsBetween(cluster, since),
    (all) => all.every(({ state }) => ENDED.includes(state)),
    180,
  );
  const known = new Set(jobs.map(({ request }) => request));
  await using target = await openRelease(cluster);
  const lines = await findManyLines(target.endpoints.loki, ACCEPTED, { since, until: new Date(), most: 10_000 });
  const accepted = lines.map(({ labels }) => labels.request_id ?? '');
  assert.ok(accepted.length > 0);
  assert.deepEqual(
    accepted.filter((request) => !known.has(request)),
    [],
  );
  const byState = Map.groupBy(jobs, ({ state }) => state);
  return Object.fromEntries([...byState].map(([state, all]) => [state, all.length]));
}
