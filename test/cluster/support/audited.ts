import type { Audited } from '../../stack/support/ledger.ts';
import type { Cluster } from './cluster.ts';
import { RELEASE } from './release.ts';

/** A release as something that can be audited. */
export const audited = ({ triptych }: Cluster): Audited => ({
  async triptych(...args) {
    try {
      return { stdout: await triptych([...args, '--release', RELEASE]) };
    } catch (error) {
      // The failure of the process: its exit code, and what it had printed.
      throw (error as Error).cause;
    }
  },
});
