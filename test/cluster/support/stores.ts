import { type Cluster, repository } from './cluster.ts';

const NAME = 'stores';

/** Settings of a release whose database and object store are outside of it. */
export const WITH_STORES = [
  'postgres.mode=external',
  `postgres.host=${NAME}-postgres`,
  'postgres.sslMode=disable',
  `postgres.existingSecret=${NAME}-postgres`,
  'objectStore.mode=external',
  `objectStore.endpoint=http://${NAME}-object-store:8333`,
  `objectStore.existingSecret=${NAME}-object-store`,
];

/** Installs PostgreSQL and an object store for a release, apart from it: those of the chart, without the rest of it. */
export async function installStores(cluster: Cluster, values: string): Promise<void> {
  const parts = ['postgres', 'object-store'];
  const objects = await cluster.helm(
    'template',
    NAME,
    `${repository}/charts/triptych`,
    ...['--values', `${repository}/charts/environments/dev.yaml`, '--values', values],
    ...['--set', 'networkPolicy.enabled=false,nodePorts.enabled=false'],
    ...parts.flatMap((part) => ['--show-only', `templates/${part}.yaml`]),
  );
  await cluster.kubectl(['apply', '-f', '-'], { input: objects });
  for (const part of parts)
    await cluster.kubectl(['rollout', 'status', `statefulset/${NAME}-${part}`, '--timeout=180s']);
}

/** A job of the queue, and the request that made it. */
export interface QueuedJob {
  readonly request: string;
  readonly state: string;
}

/** The jobs that were made between two times. */
export async function jobsBetween(cluster: Cluster, since: Date, end = new Date()): Promise<QueuedJob[]> {
  const select =
    `SELECT data->>'request_id', state FROM pgboss.job WHERE name = 'conversions' ` +
    `AND created_on BETWEEN '${since.toISOString()}' AND '${end.toISOString()}'`;
  const psql = 'PGPASSWORD=$POSTGRES_PASSWORD psql -h 127.0.0.1 -U triptych -d triptych -At';
  const pod = ['exec', '--stdin', `${NAME}-postgres-0`, '-c', 'postgres'];
  const rows = await cluster.kubectl([...pod, '--', 'sh', '-c', psql], { input: select });
  return rows
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((row) => {
      const [request = '', state = ''] = row.split('|');
      return { request, state };
    });
}

/** The request ids of all jobs that were made between two times and succeeded. */
export async function requestsOfJobs(cluster: Cluster, since: Date, end: Date): Promise<string[]> {
  const jobs = await jobsBetween(cluster, since, end);
  return jobs.filter(({ state }) => state === 'completed').map(({ request }) => request);
}
