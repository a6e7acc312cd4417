import type { V1PolicyRule } from '@kubernetes/client-node';
import type { Component } from './component.ts';

const API = 'rbac.authorization.k8s.io';

/** What is needed to follow a kind of object, and to change nothing. */
export const READ = ['get', 'list', 'watch'];

/** Lets the pods of a part ask the Kubernetes API: in the release's namespace, or about what no namespace has. */
export function allow(
  part: Component,
  account: string,
  rules: readonly V1PolicyRule[],
  options: Parameters<Component['object']>[3] = {},
): void {
  const kind = options.clusterWide ? 'ClusterRole' : 'Role';
  const role = part.object(`${API}/v1`, kind, { rules }, options);
  const binding = {
    roleRef: { apiGroup: API, kind, name: role.name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: part.context.release.namespace }],
  };
  part.object(`${API}/v1`, `${kind}Binding`, binding, options);
}
