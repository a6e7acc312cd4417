import type { V1Service, V1ServiceList } from '@kubernetes/client-node';
import { UserError } from '../command.ts';
import type { Kube } from './kube.ts';
import { KubeError } from './kube-error.ts';

export const PART_OF = 'app.kubernetes.io/part-of=triptych';
const INSTANCE = 'app.kubernetes.io/instance';
const NAME = 'app.kubernetes.io/name';

/** A Service of a release and the pods behind it. */
export interface ReleaseService {
  readonly name: string;
  readonly component: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly clusterIp: string | undefined;
  /** The port called http, otherwise the first port. */
  readonly targetPort: number | string;
}

/** The objects that were installed under one name in one namespace. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly managedBy: string | undefined;
  readonly services: readonly ReleaseService[];
}

/** Finds the release of a namespace by the labels of its Services. Rejects when there is none, or several and no name is given. */
export async function findRelease(kube: Kube, wanted?: string): Promise<Release> {
  const { namespace } = kube;
  const { items } = await kube.get<V1ServiceList>(`/api/v1/namespaces/${namespace}/services?labelSelector=${PART_OF}`);
  const names = namesOf(items);
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new UserError(
      `there is no release "${wanted}" in namespace ${namespace}${names.length ? `; there is ${names.join(', ')}` : await elsewhere(kube)}`,
    );
  }
  if (names.length === 0) {
    throw new UserError(`there is no release in namespace ${namespace} of ${kube.context}${await elsewhere(kube)}`);
  }
  const name = wanted ?? names[0] ?? '';
  if (wanted === undefined && names.length > 1) {
    throw new UserError(
      `there are several releases in namespace ${namespace}: ${names.join(', ')}; choose one with --release NAME`,
    );
  }
  const own = items.filter(({ metadata }) => metadata?.labels?.[INSTANCE] === name);
  const managedBy = own[0]?.metadata?.labels?.['app.kubernetes.io/managed-by'];
  return { name, namespace, managedBy, services: own.flatMap((service) => read(service)) };
}

/** The selector of a release's pods. Pods may lack further labels, such as part-of. */
export function podsOf(release: string): string {
  return `${INSTANCE}=${release}`;
}

/** The Service of a component for clients, rather than the headless Service of its StatefulSet. */
export function serviceOf({ services }: Release, component: string): ReleaseService | undefined {
  const candidates = services.filter((service) => service.component === component);
  return candidates.find(({ clusterIp }) => clusterIp !== 'None') ?? candidates[0];
}

function namesOf(services: readonly V1Service[]): string[] {
  const names = services.flatMap(({ metadata }) => metadata?.labels?.[INSTANCE] ?? []);
  return [...new Set(names)].sort();
}

function read({ metadata, spec }: V1Service): ReleaseService[] {
  const component = metadata?.labels?.[NAME];
  const ports = spec?.ports ?? [];
  const port = ports.find(({ name }) => name === 'http') ?? ports[0];
  if (!metadata?.name || !component || !port) return [];
  const targetPort = port.targetPort ?? port.port;
  return [{ name: metadata.name, component, selector: spec?.selector ?? {}, clusterIp: spec?.clusterIP, targetPort }];
}

/** The end of an error message: namespaces that have a release, where the user may list them. */
async function elsewhere(kube: Kube): Promise<string> {
  try {
    const { items } = await kube.get<V1ServiceList>(`/api/v1/services?labelSelector=${PART_OF}`);
    const namespaces = [...new Set(items.flatMap(({ metadata }) => metadata?.namespace ?? []))].sort();
    if (namespaces.length === 0) return ', nor in another namespace; install one: "On Kubernetes" in README.md';
    return `; these namespaces have one: ${namespaces.join(', ')} (choose with -n)`;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return '; choose another namespace with -n';
  }
}
