import type {
  V1DaemonSetList,
  V1EndpointSlice,
  V1EndpointSliceList,
  V1NetworkPolicyList,
} from '@kubernetes/client-node';
import type { Kube } from '../../kube.ts';
import type { Release } from '../../release.ts';
import type { NetworkView, Reading, ServiceView } from '../snapshot.ts';
import { gatherNames } from './names.ts';
import { read, readFrom } from './read.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

/** The endpoints of the Services, the DNS of the cluster, and what enforces NetworkPolicies. */
export async function gatherNetwork(kube: Kube, release: Reading<Release>): Promise<NetworkView> {
  const [services, dnsServers, names, policies, nodePrograms] = await Promise.all([
    readFrom(release, (found) => gatherServices(kube, found)),
    read(() => gatherDnsServers(kube)),
    readFrom(release, (found) => gatherNames(kube, found)),
    read(() => countPolicies(kube)),
    read(() => listNodePrograms(kube)),
  ]);
  return { services, dnsServers, names, policies, nodePrograms };
}

async function gatherServices(kube: Kube, release: Release): Promise<ServiceView[]> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${kube.namespace}/endpointslices`;
  const { items } = await kube.get<V1EndpointSliceList>(path);
  return release.services.map(({ name, component }) => ({
    name,
    component,
    ...count(items.filter(({ metadata }) => metadata?.labels?.[SERVICE_NAME] === name)),
  }));
}

async function gatherDnsServers(kube: Kube) {
  const path = `/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices?labelSelector=${SERVICE_NAME}=kube-dns`;
  return count((await kube.get<V1EndpointSliceList>(path)).items);
}

async function countPolicies(kube: Kube): Promise<number> {
  const path = `/apis/networking.k8s.io/v1/namespaces/${kube.namespace}/networkpolicies`;
  return (await kube.get<V1NetworkPolicyList>(path)).items.length;
}

/** The names and images of all DaemonSets: the network plugin is one of them. */
async function listNodePrograms(kube: Kube): Promise<string[]> {
  const { items } = await kube.get<V1DaemonSetList>('/apis/apps/v1/daemonsets');
  return items.flatMap(({ metadata, spec }) => [
    metadata?.name ?? '',
    ...(spec?.template.spec?.containers.flatMap(({ image }) => image ?? []) ?? []),
  ]);
}

function count(slices: readonly V1EndpointSlice[]) {
  // An unknown readiness is absent, and counts as ready.
  const states = slices.flatMap(({ endpoints }) => endpoints ?? []).map(({ conditions }) => conditions?.ready ?? true);
  const ready = states.filter(Boolean).length;
  return { ready, notReady: states.length - ready };
}
