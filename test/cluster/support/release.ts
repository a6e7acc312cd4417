import assert from 'node:assert/strict';
import type { V1Pod } from '@kubernetes/client-node';
import type { Cluster } from './cluster.ts';
import { repository } from './cluster.ts';

export const RELEASE = 'proof';
export const selector = `app.kubernetes.io/instance=${RELEASE}`;

/** What `helm install` and `helm upgrade` are given: the values for kind, without the ports of the node. */
export const asForKind = (...settings: readonly string[]): string[] => [
  RELEASE,
  `${repository}/charts/triptych`,
  '--values',
  `${repository}/charts/environments/dev.yaml`,
  '--set',
  ['nodePorts.enabled=false', ...settings].join(','),
  '--wait',
  '--timeout',
  '5m',
];

/** The pods of the release's parts: not those of tests, nor those that are on their way out. */
export async function podsOf(cluster: Cluster): Promise<V1Pod[]> {
  const pods = await cluster.get<V1Pod>('pods', '-l', `${selector},app.kubernetes.io/name!=test`);
  return pods.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
}

export const partOf = ({ metadata }: V1Pod): string => metadata?.labels?.['app.kubernetes.io/name'] ?? '';

const isReady = ({ status }: V1Pod): boolean =>
  (status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

/** Fails unless every pod is ready and every workload has all of its pods. */
export async function allReady(cluster: Cluster): Promise<void> {
  for (const kind of ['deployment', 'statefulset', 'daemonset']) {
    for (const name of (await cluster.kubectl(['get', kind, '-l', selector, '-o', 'name']))
      .split('\n')
      .filter(Boolean)) {
      await cluster.kubectl(['rollout', 'status', name, '--timeout=300s']);
    }
  }
  const waiting = (await podsOf(cluster)).filter((pod) => !isReady(pod)).map(({ metadata }) => metadata?.name);
  assert.deepEqual(waiting, []);
}

/** Containers that were started more than once, and why the last one ended. */
export async function restarts(cluster: Cluster): Promise<string[]> {
  return (await podsOf(cluster)).flatMap(({ metadata, status }) =>
    (status?.containerStatuses ?? [])
      .filter(({ restartCount }) => restartCount > 0)
      .map(({ name, restartCount, lastState }) => {
        const { reason, exitCode } = lastState?.terminated ?? {};
        return `${metadata?.name}/${name}: ${restartCount} (${reason}, exit code ${exitCode})`;
      }),
  );
}

/** Kills the pods of a part at once, as a crash of their node would; others take their place. */
export async function kill(cluster: Cluster, part: string): Promise<void> {
  await cluster.kubectl([
    'delete',
    'pod',
    '-l',
    `${selector},app.kubernetes.io/name=${part}`,
    '--grace-period=0',
    '--force',
  ]);
}

/** Takes a backend away, and resolves when its pod is gone; it stays away until `start`. */
export async function stop(cluster: Cluster, backend: string): Promise<void> {
  await cluster.kubectl(['scale', `statefulset/${RELEASE}-${backend}`, '--replicas=0']);
  const pods = `${selector},app.kubernetes.io/name=${backend}`;
  await cluster.kubectl(['wait', 'pod', '-l', pods, '--for=delete', '--timeout=90s']);
}

/** Brings a backend back, and resolves when its pod is ready. */
export async function start(cluster: Cluster, backend: string): Promise<void> {
  await cluster.kubectl(['scale', `statefulset/${RELEASE}-${backend}`, '--replicas=1']);
  await cluster.kubectl(['rollout', 'status', `statefulset/${RELEASE}-${backend}`, '--timeout=300s']);
}
