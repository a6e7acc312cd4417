import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { Kube } from '../../kube.ts';
import type { HelmView } from '../snapshot.ts';

/** The newest revision of a Helm release, from the labels of its Secrets; their content is never requested. */
export async function gatherHelm(kube: Kube, release: string): Promise<HelmView | undefined> {
  const selector = encodeURIComponent(`owner=helm,name=${release}`);
  const { body } = await kube.ask<{ items: { metadata: V1ObjectMeta }[] }>(
    `/api/v1/namespaces/${kube.namespace}/secrets?labelSelector=${selector}`,
    'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  );
  const revisions = body.items.map(({ metadata: { labels } }) => ({
    revision: Number(labels?.version),
    status: labels?.status ?? 'unknown',
  }));
  return revisions.sort((a, b) => b.revision - a.revision)[0];
}
