import { setTimeout as delay } from 'node:timers/promises';
import type { V1Deployment, V1PodList, V1StatefulSet } from '@kubernetes/client-node';
import type { OpenRelease } from '../../cluster/open.ts';
import type { Selector } from '../../cluster/ready-pods.ts';
import type { PartName } from '../system.ts';
import { limited } from '../time-limit.ts';
import type { Objects, Reference } from './objects.ts';
import type { Saved } from './saved.ts';

/** The parts of a release as workloads that can be held down and changed. */
export interface Workloads {
  /** Resolves when every part has all its pods, and each of them is ready. */
  allSettled(): Promise<void>;
  /** Where it is in the cluster. */
  of(part: PartName): Reference;
  /** Resolves when its pods are gone, and it stays so. */
  stop(part: PartName, atOnce: boolean): Promise<void>;
  /** As many pods as before; resolves when they are ready. */
  start(part: PartName): Promise<void>;
  /** Merges a patch that makes its pods anew; resolves to what undoes that, when they are ready unless that cannot be. */
  change(part: PartName, patch: object, isReadyAfterwards?: boolean): Promise<() => Promise<void>>;
}

const APPS = 'apps/v1';
const WORKLOADS: Readonly<Record<PartName, readonly ['Deployment' | 'StatefulSet', component: string]>> = {
  user_svc: ['Deployment', 'user-svc'],
  job_svc: ['Deployment', 'job-svc'],
  image_svc: ['Deployment', 'image-svc'],
  postgres: ['StatefulSet', 'postgres'],
  otelcol: ['StatefulSet', 'collector'],
  prometheus: ['StatefulSet', 'prometheus'],
  alertmanager: ['StatefulSet', 'alertmanager'],
  jaeger: ['StatefulSet', 'jaeger'],
  loki: ['StatefulSet', 'loki'],
};
const PARTS = Object.keys(WORKLOADS) as PartName[];
const SECONDS = 180;

export function workloadsOf(objects: Objects, saved: Saved, open: OpenRelease, signal: AbortSignal): Workloads {
  const { kube, release, pods } = open;
  const undo = new Map<PartName, () => Promise<void>>();
  const of = (part: PartName): Reference => {
    const [kind, component] = WORKLOADS[part];
    return { apiVersion: APPS, kind, name: `${release.name}-${component}` };
  };
  const selectorOf = (part: PartName): Selector => ({
    'app.kubernetes.io/name': WORKLOADS[part][1],
    'app.kubernetes.io/instance': release.name,
  });
  const namesOf = (part: PartName) => new Set(pods.selectedBy(selectorOf(part)).map(({ metadata }) => metadata?.uid));

  /** Until the workload has all its pods, of its newest kind. */
  const settled = (part: PartName, until = signal) =>
    limited(`${of(part).name} is not ready`, SECONDS, until, async (within) => {
      while (!isSettled(await objects.read<V1Deployment | V1StatefulSet>(of(part)))) {
        // Its status follows those of its pods, and nothing tells of it.
        await delay(500, undefined, { signal: within });
      }
    });
  const waiting = async (part: PartName) => {
    const selector = Object.entries(selectorOf(part)).map(([key, value]) => `${key}=${value}`);
    const path = `/api/v1/namespaces/${kube.namespace}/pods?labelSelector=${encodeURIComponent(selector.join(','))}`;
    const { items } = await kube.get<V1PodList>(path);
    return items.flatMap(({ metadata, status }) => (status?.phase === 'Pending' ? (metadata?.name ?? []) : []));
  };
  const gone = (part: PartName) =>
    limited(`${of(part).name} does not stop`, SECONDS, signal, async (within) => {
      while (namesOf(part).size > 0) await pods.changed(within);
    });

  return {
    of,
    async allSettled() {
      // Also when somebody wants it to end.
      const patient = new AbortController().signal;
      await Promise.all(PARTS.map((part) => settled(part, patient)));
    },
    async stop(part, atOnce) {
      const running = pods.selectedBy(selectorOf(part));
      undo.set(part, await saved.change(of(part), { spec: { replicas: 0 } }));
      for (const { metadata } of atOnce ? running : []) {
        await objects.remove({ apiVersion: 'v1', kind: 'Pod', name: metadata?.name ?? '' }, 0);
      }
      await gone(part);
    },
    async start(part) {
      await undo.get(part)?.();
      undo.delete(part);
      await settled(part);
    },
    async change(part, patch, isReadyAfterwards = true) {
      const putBack = await saved.change(of(part), patch);
      if (isReadyAfterwards) await settled(part);
      return async () => {
        await putBack();
        // A StatefulSet waits for a pod that fits nowhere, and would not replace it.
        for (const name of await waiting(part)) await objects.remove({ apiVersion: 'v1', kind: 'Pod', name }, 0);
        await settled(part);
      };
    },
  };
}

function isSettled({ metadata, spec, status }: V1Deployment | V1StatefulSet): boolean {
  const wanted = spec?.replicas ?? 1;
  const { observedGeneration = 0, updatedReplicas = 0, readyReplicas = 0, replicas = 0 } = status ?? {};
  const isSeen = observedGeneration >= (metadata?.generation ?? 0);
  return isSeen && updatedReplicas === wanted && readyReplicas === wanted && replicas === wanted;
}
