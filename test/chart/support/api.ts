import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Manifest } from '../../../cdk8s/src/chart/synth.ts';
import { template } from './helm.ts';

/** The Secrets of a namespace: key to text, by name. */
type Secrets = Record<string, Record<string, string>>;

/** What the chart renders for values in a cluster that has these objects of the release. */
export async function inCluster(
  values: object,
  { secrets = {}, replicas = {} }: { secrets?: Secrets; replicas?: Record<string, number> },
): Promise<Manifest[]> {
  await using api = await startApi(secrets, replicas);
  return await template(values, '--dry-run=server', '--disable-openapi-validation', '--kube-apiserver', api.url);
}

/** The kinds that Helm may ask for, by API. */
const KINDS: Record<string, readonly string[]> = {
  v1: ['ConfigMap', 'Secret', 'Service', 'ServiceAccount'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'apps/v1': ['DaemonSet', 'Deployment', 'StatefulSet'],
  'networking.k8s.io/v1': ['NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
};

/**
 * A cluster that has nothing but Secrets and Deployments with a number of pods, as far as Helm needs it for `lookup`:
 * `--dry-run=server --kube-apiserver URL`. All objects are of the release "triptych".
 */
async function startApi(
  secrets: Secrets,
  replicas: Record<string, number>,
): Promise<{ url: string } & AsyncDisposable> {
  const documents = discovery();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const [, resource, name = ''] = /\/(secrets|deployments)\/([^/]+)$/.exec(path) ?? [];
    const found = documents[path] ?? (resource === 'secrets' ? secretOf(name, secrets) : deploymentOf(name, replicas));
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

/** As the release "triptych" has left it in the namespace "triptych": Helm takes no object of another release. */
const metadataOf = (name: string) => ({
  name,
  labels: { 'app.kubernetes.io/managed-by': 'Helm' },
  annotations: { 'meta.helm.sh/release-name': 'triptych', 'meta.helm.sh/release-namespace': 'triptych' },
});

function deploymentOf(name: string, replicas: Record<string, number>): object | undefined {
  if (replicas[name] === undefined) return undefined;
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadataOf(name), spec: { replicas: replicas[name] } };
}

function secretOf(name: string, secrets: Secrets): object | undefined {
  const texts = secrets[name];
  if (texts === undefined) return undefined;
  const data = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return { apiVersion: 'v1', kind: 'Secret', metadata: metadataOf(name), data: Object.fromEntries(data) };
}
