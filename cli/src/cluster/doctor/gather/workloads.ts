import type {
  V1ContainerStatus,
  V1DaemonSet,
  V1Deployment,
  V1Pod,
  V1ResourceRequirements,
  V1StatefulSet,
} from '@kubernetes/client-node';
import { readQuantity } from '@triptych/client/kubernetes';
import type { Kube } from '../../kube.ts';
import { isReady } from '../../ready-pods.ts';
import type { ContainerView, PodView, Resources, WorkloadView } from '../snapshot.ts';
import { secondsSince } from './read.ts';

interface List<T> {
  readonly items: readonly T[];
}

const NAME = 'app.kubernetes.io/name';

/** The release's Deployments, StatefulSets and DaemonSets. */
export async function gatherWorkloads(kube: Kube, selector: string): Promise<WorkloadView[]> {
  const list = <T>(kind: string) =>
    kube.get<List<T>>(`/apis/apps/v1/namespaces/${kube.namespace}/${kind}?labelSelector=${selector}`);
  const [deployments, statefulSets, daemonSets] = await Promise.all([
    list<V1Deployment>('deployments'),
    list<V1StatefulSet>('statefulsets'),
    list<V1DaemonSet>('daemonsets'),
  ]);
  return [
    ...deployments.items.map((one) => viewOf('Deployment', one)),
    ...statefulSets.items.map((one) => viewOf('StatefulSet', one)),
    ...daemonSets.items.map(daemonView),
  ].sort((a, b) => a.component.localeCompare(b.component));
}

function viewOf(kind: string, { metadata, spec, status }: V1Deployment | V1StatefulSet): WorkloadView {
  // A controller that has not yet seen the newest specification has updated no pod.
  const seen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
  return {
    component: metadata?.labels?.[NAME] ?? metadata?.name ?? '',
    name: `${kind} ${metadata?.name}`,
    desired: spec?.replicas ?? 1,
    ready: status?.readyReplicas ?? 0,
    updated: seen ? (status?.updatedReplicas ?? 0) : 0,
  };
}

function daemonView({ metadata, status }: V1DaemonSet): WorkloadView {
  return {
    component: metadata?.labels?.[NAME] ?? metadata?.name ?? '',
    name: `DaemonSet ${metadata?.name}`,
    desired: status?.desiredNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
  };
}

/** The release's pods. */
export async function gatherPods(kube: Kube, selector: string): Promise<PodView[]> {
  const { items } = await kube.get<List<V1Pod>>(`/api/v1/namespaces/${kube.namespace}/pods?labelSelector=${selector}`);
  return items.map(podView);
}

/** The parts of a pod that the doctor judges. */
export function podView(pod: V1Pod): PodView {
  const { metadata, spec, status } = pod;
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return {
    name: metadata?.name ?? '',
    component: metadata?.labels?.[NAME] ?? '',
    ready: isReady(pod),
    finished: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    ageSeconds: secondsSince(metadata?.creationTimestamp),
    trouble: troubleOf(pod, statuses),
    containers: (spec?.containers ?? []).map(({ name, resources }) =>
      containerView(
        name,
        resources,
        statuses.find((one) => one.name === name),
      ),
    ),
  };
}

function containerView(
  name: string,
  resources: V1ResourceRequirements | undefined,
  status: V1ContainerStatus | undefined,
): ContainerView {
  // A container that waits for its restart has its last end as its state.
  const end = status?.lastState?.terminated ?? status?.state?.terminated;
  return {
    name,
    restarts: status?.restartCount ?? 0,
    lastEnd: end && {
      reason: end.reason ?? 'unknown',
      exitCode: end.exitCode,
      secondsAgo: secondsSince(end.finishedAt),
    },
    resources: resourcesOf(resources),
  };
}

function resourcesOf(resources: V1ResourceRequirements | undefined): Resources {
  const { requests, limits } = resources ?? {};
  return {
    cpuRequest: readQuantity(requests?.cpu),
    cpuLimit: readQuantity(limits?.cpu),
    memoryRequest: readQuantity(requests?.memory),
    memoryLimit: readQuantity(limits?.memory),
  };
}

function troubleOf({ metadata, status }: V1Pod, statuses: readonly V1ContainerStatus[]): string | undefined {
  if (metadata?.deletionTimestamp !== undefined) return 'is being deleted';
  for (const { state } of statuses) {
    const { reason, message } = state?.waiting ?? {};
    if (reason && reason !== 'ContainerCreating' && reason !== 'PodInitializing') return sentence(reason, message);
  }
  const failed = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (failed) return sentence(failed.reason ?? 'not scheduled', failed.message);
  return status?.reason && sentence(status.reason, status.message);
}

function sentence(reason: string, message: string | undefined): string {
  if (!message) return reason;
  return `${reason}: ${message.length > 160 ? `${message.slice(0, 159)}…` : message}`;
}
