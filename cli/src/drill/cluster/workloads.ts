import { setTimeout as delay } from 'node:timers/promises';
import type { V1Deployment, V1PodList, V1StatefulSet } from '@kubernetes/client-node';
import { PARTS, type PartName } from '@triptych/parts';
import { KubeError } from '../../cluster/kube-error.ts';
import type { OpenRelease } from '../../cluster/open.ts';
import type { Selector } from '../../cluster/ready-pods.ts';
import { withTimeLimit } from '../run/time-limit.ts';
import { DRILLED_PARTS } from '../system.ts';
import type { Objects, Reference } from './objects.ts';
import type { SavedState } from './saved-state.ts';

/** The workloads of a release, which drills stop, start and change. */
export interface Workloads {
  /** The workload of a part. */
  reference(part: PartName): Reference;
  /** Resolves when every part of the release has all its pods, and they are ready. */
  untilAllReady(): Promise<void>;
  /** Removes the pods of a part, and resolves when they are gone; it stays stopped. */
  stop(part: PartName, atOnce: boolean): Promise<void>;
  /** Starts as many pods as before, and resolves when they are ready. */
  start(part: PartName): Promise<void>;
  /**
   * Merges a patch into a workload, which replaces its pods. Resolves to what undoes that: when the new pods are ready,
   * or at once where they cannot become ready.
   */
  change(part: PartName, patch: object, becomesReady?: boolean): Promise<() => Promise<void>>;
}

const READY_SECONDS = 180;

export function workloadsOf(objects: Objects, saved: SavedState, open: OpenRelease, signal: AbortSignal): Workloads {
  const { kube, release, pods } = open;
  const restarts = new Map<PartName, () => Promise<void>>();
  const reference = (part: PartName): Reference => {
    const { workload: kind, component } = PARTS[part];
    return { apiVersion: 'apps/v1', kind, name: `${release.name}-${component}` };
  };
  const selectorOf = (part: PartName): Selector => ({
    'app.kubernetes.io/name': PARTS[part].component,
    'app.kubernetes.io/instance': release.name,
  });

  const isReady = async (part: PartName) =>
    hasAllPods(await objects.read<V1Deployment | V1StatefulSet>(reference(part)));
  const untilReady = (part: PartName, stop = signal) =>
    withTimeLimit(`${reference(part).name} is not ready`, READY_SECONDS, stop, async (limit) => {
      // Its status follows that of its pods, and no event announces it.
      while (!(await isReady(part))) await delay(500, undefined, { signal: limit });
    });
  const isInstalled = (part: PartName) =>
    objects.read(reference(part)).then(
      () => true,
      (error: unknown) => {
        if (error instanceof KubeError && error.status === 404) return false;
        throw error;
      },
    );
  const pendingPods = async (part: PartName) => {
    const selector = Object.entries(selectorOf(part)).map(([key, value]) => `${key}=${value}`);
    const path = `/api/v1/namespaces/${kube.namespace}/pods?labelSelector=${encodeURIComponent(selector.join(','))}`;
    const { items } = await kube.get<V1PodList>(path);
    return items.flatMap(({ metadata, status }) => (status?.phase === 'Pending' ? (metadata?.name ?? []) : []));
  };
  const untilGone = (part: PartName) =>
    withTimeLimit(`${reference(part).name} does not stop`, READY_SECONDS, signal, async (limit) => {
      while (pods.selectedBy(selectorOf(part)).length > 0) await pods.changed(limit);
    });
  const removePod = (name: string) => objects.remove({ apiVersion: 'v1', kind: 'Pod', name }, 0);

  return {
    reference,
    async untilAllReady() {
      // It also waits after the user has stopped the drills.
      const never = new AbortController().signal;
      await Promise.all(DRILLED_PARTS.map(async (part) => (await isInstalled(part)) && untilReady(part, never)));
    },
    async stop(part, atOnce) {
      const running = pods.selectedBy(selectorOf(part));
      restarts.set(part, await saved.change(reference(part), { spec: { replicas: 0 } }));
      for (const { metadata } of atOnce ? running : []) await removePod(metadata?.name ?? '');
      await untilGone(part);
    },
    async start(part) {
      await restarts.get(part)?.();
      restarts.delete(part);
      await untilReady(part);
    },
    async change(part, patch, becomesReady = true) {
      const undo = await saved.change(reference(part), patch);
      if (becomesReady) await untilReady(part);
      return async () => {
        await undo();
        // A StatefulSet does not replace a pod that no node can run.
        for (const name of await pendingPods(part)) await removePod(name);
        await untilReady(part);
      };
    },
  };
}

function hasAllPods({ metadata, spec, status }: V1Deployment | V1StatefulSet): boolean {
  const wanted = spec?.replicas ?? 1;
  const { observedGeneration = 0, updatedReplicas = 0, readyReplicas = 0, replicas = 0 } = status ?? {};
  const isObserved = observedGeneration >= (metadata?.generation ?? 0);
  return isObserved && updatedReplicas === wanted && readyReplicas === wanted && replicas === wanted;
}
