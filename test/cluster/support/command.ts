import { openTarget, type Target } from '../../../cli/src/target.ts';
import type { Cluster } from './cluster.ts';
import { RELEASE } from './release.ts';

export { noisePicture } from '../../../cli/src/verify/picture.ts';
export type { Target };

/** The endpoints of the release under test, until the end of their scope. */
export const openRelease = ({ context, namespace }: Cluster): Promise<Target> =>
  openTarget({ context, namespace, release: RELEASE });
