import { checkCluster } from './checks/cluster.ts';
import { checkNetwork } from './checks/network.ts';
import { checkRelease } from './checks/release.ts';
import { checkResources } from './checks/resources.ts';
import { checkSignals } from './checks/signals.ts';
import { checkVolumes } from './checks/volumes.ts';
import { checkWorkloads } from './checks/workloads.ts';
import type { Section } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

/** Judges a snapshot. Without a cluster or a release there is nothing further to judge. */
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
