import { UserError } from '../command.ts';
import type { ClusterMeans, LocalMeans, System } from './system.ts';

/** What can be done to processes of this machine; drills that need it say so by `where`. */
export function localMeans({ local }: System): LocalMeans {
  if (!local) throw new UserError('this can be done on the local stack alone');
  return local;
}

/** What can be done to a release in a cluster. */
export function clusterMeans({ cluster }: System): ClusterMeans {
  if (!cluster) throw new UserError('this can be done in a cluster alone');
  return cluster;
}
