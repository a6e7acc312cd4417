import { UserError } from '../command.ts';
import type { ClusterControls, LocalControls, System } from './system.ts';

/** The controls of the local stack. Throws in a cluster: a drill that needs them has `where: 'local'`. */
export function localControls({ local }: System): LocalControls {
  if (!local) throw new UserError('this drill needs the local stack');
  return local;
}

/** The controls of a cluster. Throws on the local stack: a drill that needs them has `where: 'cluster'`. */
export function clusterControls({ cluster }: System): ClusterControls {
  if (!cluster) throw new UserError('this drill needs a cluster');
  return cluster;
}
