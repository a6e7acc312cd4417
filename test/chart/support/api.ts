import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The Secrets of a namespace: key to text, by name. */
export type Secrets = Record<string, Record<string, string>>;

/** The kinds that Helm may ask for, by API. */
const KINDS: Record<string, readonly string[]> = {
  v1: ['ConfigMap', 'Secret', 'Service', 'ServiceAccount'],
  'apps/v1': ['DaemonSet', 'Deployment', 'StatefulSet'],
  'networking.k8s.io/v1': ['NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
};

/**
 * A cluster that has nothing but Secrets, as far as Helm needs it for `lookup`: `--dry-run=server --kube-apiserver URL`. Reads
 * `secrets` anew for each request.
 */
export async function startApi(secrets: Secrets): Promise<{ url: string } & AsyncDisposable> {
  const documents = discovery();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const name = /\/secrets\/([^/]+)$/.exec(path)?.[1] ?? '';
    const found = documents[path] ?? (secrets[name] && secretOf(name, secrets[name]));
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? document('Status', { status: 'Failure', reason: 'NotFound', code: 404 })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const document = (kind: string, fields: object) => ({ kind, apiVersion: 'v1', ...fields });

/** The documents by which a client finds the path of each kind. */
function discovery(): Record<string, object> {
  const groups = Object.keys(KINDS)
    .filter((groupVersion) => groupVersion.includes('/'))
    .map((groupVersion) => {
      const [name, version] = groupVersion.split('/');
      return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
    });
  const kinds = Object.entries(KINDS).map(([groupVersion, names]) => [
    groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`,
    document('APIResourceList', { groupVersion, resources: names.map(resource) }),
  ]);
  return {
    '/version': { major: '1', minor: '35', gitVersion: 'v1.35.0' },
    '/api': document('APIVersions', { versions: ['v1'] }),
    '/apis': document('APIGroupList', { groups }),
    ...Object.fromEntries(kinds),
  };
}

function resource(kind: string) {
  const singularName = kind.toLowerCase();
  const name = singularName.endsWith('y') ? `${singularName.slice(0, -1)}ies` : `${singularName}s`;
  return { name, singularName, namespaced: !kind.startsWith('Cluster'), kind, verbs: ['get', 'list'] };
}

/** A Secret as the release "triptych" has left it in the namespace "triptych": Helm takes no object of another release. */
function secretOf(name: string, texts: Record<string, string>) {
  const metadata = {
    name,
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': 'triptych', 'meta.helm.sh/release-namespace': 'triptych' },
  };
  const data = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return { apiVersion: 'v1', kind: 'Secret', metadata, data: Object.fromEntries(data) };
}
