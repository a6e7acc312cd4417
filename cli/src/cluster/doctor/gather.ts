import { useHeaders, withOverrides } from '@triptych/client/endpoints';
import type { Kube } from '../kube.ts';
import { holdRelease, ownEndpoints } from '../open.ts';
import { findRelease, PART_OF, podsOf, type Release } from '../release.ts';
import { gatherApi, gatherClocks } from './gather/cluster.ts';
import { gatherNetwork } from './gather/network.ts';
import { read, readFrom } from './gather/read.ts';
import { gatherHelm } from './gather/release.ts';
import { gatherSignals } from './gather/signals.ts';
import { gatherClaims, gatherFill, gatherUse } from './gather/use.ts';
import { gatherPods, gatherWorkloads } from './gather/workloads.ts';
import type { Reading, SignalsView, Snapshot } from './snapshot.ts';

/** Reads everything that the doctor judges, once, and changes nothing. A reading that fails has its reason instead of a value. */
export async function gather(kube: Kube, wanted: string | undefined, env = process.env): Promise<Snapshot> {
  const api = await read(() => gatherApi(kube));
  // Without the API server every other reading would wait for the same failure.
  const away = 'unknown' in api && api.right === undefined;
  const release = away ? api : await read(() => findRelease(kube, wanted));
  const gatherBy = <T>(ask: (selector: string) => Promise<T>): Promise<Reading<T>> =>
    readFrom(release, ({ name }) => ask(podsOf(name)));

  const [clocks, helm, workloads, pods, use, claims, fill, network, signals] = await Promise.all([
    read(() => gatherClocks(kube)),
    readFrom(release, ({ name }) => gatherHelm(kube, name)),
    gatherBy((selector) => gatherWorkloads(kube, `${selector},${PART_OF}`)),
    gatherBy((selector) => gatherPods(kube, selector)),
    gatherBy((selector) => gatherUse(kube, selector)),
    gatherBy((selector) => gatherClaims(kube, selector)),
    gatherBy((selector) => gatherFill(kube, selector)),
    gatherNetwork(kube, release),
    lookAtSignals(kube, release, env),
  ]);
  const { context, server, namespace } = kube;
  const view = await readFrom(release, async ({ name, managedBy }) => ({ name, managedBy, helm }));
  return {
    ...{ context, server, namespace, api, clocks, release: view, workloads, pods },
    ...{ use, claims, fill, network, signals },
  };
}

async function lookAtSignals(kube: Kube, release: Reading<Release>, env: NodeJS.ProcessEnv): Promise<SignalsView> {
  const opened = await readFrom(release, (found) =>
    holdRelease(kube, found, { patienceSeconds: 3, hint: 'see above' }),
  );
  if ('unknown' in opened) return { prometheus: opened, loki: opened, jaeger: opened, foreign: opened };
  await using held = opened.value;
  const endpoints = withOverrides(await ownEndpoints(held), env);
  useHeaders(endpoints, env);
  return await gatherSignals(endpoints);
}
