import { checkCluster } from './checks/cluster.ts';
import { checkNetwork } from './checks/network.ts';
import { checkRelease } from './checks/release.ts';
import { checkResources } from './checks/resources.ts';
import { checkSignals } from './checks/signals.ts';
import { checkVolumes } from './checks/volumes.ts';
import { checkWorkloads } from './checks/workloads.ts';
import type { Section } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

/** Judges what was seen; where there is no cluster or no release, the rest has nothing to say. */
export function diagnose(snapshot: Snapshot): Section[] {
  const cluster = checkCluster(snapshot);
  if ('unknown' in snapshot.api && snapshot.api.right === undefined) return [cluster];
  const release = checkRelease(snapshot);
  if ('unknown' in snapshot.release) return [cluster, release];
  return [
    cluster,
    release,
    checkWorkloads(snapshot),
    checkVolumes(snapshot),
    checkResources(snapshot),
    checkNetwork(snapshot),
    checkSignals(snapshot),
  ];
}
