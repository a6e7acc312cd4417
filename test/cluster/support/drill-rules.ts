import type { V1ConfigMap, V1StatefulSet } from '@kubernetes/client-node';
import { prometheusArguments, prometheusFiles, withArguments } from '../../../cli/src/drill/cluster/configuration.ts';
import type { Cluster } from './cluster.ts';
import { RELEASE } from './release.ts';

const PROMETHEUS = `${RELEASE}-prometheus`;

/** Gives Prometheus of a release the durations of a drill, as `triptych drill` does, and restarts it with no samples. */
export async function shortenRules(cluster: Cluster): Promise<void> {
  const read = async <T>(kind: string): Promise<T> =>
    JSON.parse(await cluster.kubectl(['get', kind, PROMETHEUS, '-o', 'json']));
  const patch = (kind: string, change: object) =>
    cluster.kubectl(['patch', kind, PROMETHEUS, '--type=merge', '--patch', JSON.stringify(change)]);
  await patch('configmap', prometheusFiles(await read<V1ConfigMap>('configmap')));
  await patch('statefulset', withArguments(await read<V1StatefulSet>('statefulset'), prometheusArguments));
  await cluster.kubectl(['rollout', 'status', `statefulset/${PROMETHEUS}`, '--timeout=180s']);
}
