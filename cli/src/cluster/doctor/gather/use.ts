import type { V1PersistentVolumeClaimList, V1PodList } from '@kubernetes/client-node';
import { type PodMetricsList, podMetricsPath, readQuantity } from '@triptych/client/kubernetes';
import type { Kube } from '../../kube.ts';
import { KubeError } from '../../kube-error.ts';
import type { ClaimView, FillView, UseView } from '../snapshot.ts';

/** What the containers use now, from metrics.k8s.io. */
export async function gatherUse(kube: Kube, selector: string): Promise<UseView[]> {
  const path = podMetricsPath(kube.namespace, selector);
  const { items } = await kube.get<PodMetricsList>(path).catch((error: unknown) => {
    if (!(error instanceof KubeError) || (error.status !== 404 && error.status !== 503)) throw error;
    throw new KubeError('the cluster has no metrics.k8s.io: install metrics-server', error.status);
  });
  return items.flatMap(({ metadata, containers }) =>
    containers.map(({ name, usage }) => ({
      pod: metadata.name,
      container: name,
      cpu: readQuantity(usage.cpu) ?? 0,
      memory: readQuantity(usage.memory) ?? 0,
    })),
  );
}

/** The volume claims of the release's pods. */
export async function gatherClaims(kube: Kube, selector: string): Promise<ClaimView[]> {
  const { namespace } = kube;
  const [pods, claims] = await Promise.all([
    kube.get<V1PodList>(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`),
    kube.get<V1PersistentVolumeClaimList>(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`),
  ]);
  // Found through the pods: not all claims of StatefulSets have labels.
  const used = new Set(
    pods.items.flatMap(({ spec }) => spec?.volumes?.map((volume) => volume.persistentVolumeClaim?.claimName) ?? []),
  );
  return claims.items
    .filter(({ metadata }) => used.has(metadata?.name))
    .map(({ metadata, spec, status }) => ({
      name: metadata?.name ?? '',
      phase: status?.phase ?? 'Pending',
      size: status?.capacity?.storage ?? spec?.resources?.requests?.storage ?? '',
    }));
}

interface StatsSummary {
  readonly pods?: readonly {
    readonly volume?: readonly {
      readonly pvcRef?: { readonly name: string; readonly namespace: string };
      readonly usedBytes?: number;
      readonly capacityBytes?: number;
    }[];
  }[];
}

/** How full the volumes are, from the kubelets of the pods' nodes. */
export async function gatherFill(kube: Kube, selector: string): Promise<FillView[]> {
  const pods = await kube.get<V1PodList>(`/api/v1/namespaces/${kube.namespace}/pods?labelSelector=${selector}`);
  const nodes = [...new Set(pods.items.flatMap(({ spec }) => spec?.nodeName ?? []))];
  const summaries = await Promise.all(
    nodes.map((node) => kube.get<StatsSummary>(`/api/v1/nodes/${node}/proxy/stats/summary`)),
  );
  return summaries
    .flatMap(({ pods: all }) => all ?? [])
    .flatMap(({ volume }) => volume ?? [])
    .flatMap(({ pvcRef, usedBytes, capacityBytes }) =>
      pvcRef?.namespace === kube.namespace && usedBytes !== undefined && capacityBytes
        ? [{ claim: pvcRef.name, used: usedBytes, capacity: capacityBytes }]
        : [],
    );
}
