import type { V1LeaseList, VersionInfo } from '@kubernetes/client-node';
import type { Kube } from '../../kube.ts';
import type { ApiView, NodeClock } from '../snapshot.ts';
import { secondsSince } from './read.ts';

/** The version, latency and clock of the API server. */
export async function gatherApi(kube: Kube): Promise<ApiView> {
  const { body, date, milliseconds } = await kube.ask<VersionInfo>('/version');
  // The server reads its clock about half way between request and reply, and drops the fraction of the second.
  const asked = Date.now() - milliseconds / 2;
  const skewSeconds = date && (date.getTime() + 500 - asked) / 1000;
  return { version: body.gitVersion, milliseconds, skewSeconds };
}

/** The clocks of the nodes, from their leases, which each node renews every 10 s. */
export async function gatherClocks(kube: Kube): Promise<NodeClock[]> {
  const { body, date } = await kube.ask<V1LeaseList>('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases');
  return body.items.map(({ metadata, spec }) => ({
    node: metadata?.name ?? '',
    renewedSecondsAgo: secondsSince(spec?.renewTime as unknown as string, date?.getTime()),
  }));
}
