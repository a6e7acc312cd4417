import type { V1PolicyRule } from '@kubernetes/client-node';
import { onlyWhen } from '../../template/conditional.ts';
import type { Component } from './component.ts';

const API = 'rbac.authorization.k8s.io';

/** The verbs that follow a kind of object and change nothing. */
export const READ = ['get', 'list', 'watch'];

/** Allows the pods of a part to call the Kubernetes API: in the release's namespace, or cluster-wide. */
export function allow(
  part: Component,
  account: string,
  rules: readonly V1PolicyRule[],
  options: Parameters<Component['object']>[3] = {},
): void {
  const kind = options.clusterWide ? 'ClusterRole' : 'Role';
  const scope = onlyWhen(options.scope ?? part, `${kind}s`, part.context.values.rbac.create);
  const role = part.object(`${API}/v1`, kind, { rules }, { ...options, scope });
  const binding = {
    roleRef: { apiGroup: API, kind, name: role.name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: part.context.release.namespace }],
  };
  part.object(`${API}/v1`, `${kind}Binding`, binding, { ...options, scope });
}
