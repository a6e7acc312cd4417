import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { V1Pod, V1PodList } from '@kubernetes/client-node';
import type { Kube } from './kube.ts';

export type Selector = Readonly<Record<string, string>>;

/** The ready pods of a release, kept up to date. */
export interface ReadyPods extends AsyncDisposable {
  /** The ready pods that a selector matches, oldest first. */
  selectedBy(selector: Selector): V1Pod[];
  /** Resolves at the next change, or when the signal aborts. */
  changed(signal: AbortSignal): Promise<void>;
  onChange(listener: () => void): void;
}

/** Lists the pods of a namespace once and follows their changes from then on. */
export async function followPods(kube: Kube, labelSelector: string): Promise<ReadyPods> {
  const { makeInformer } = await import('@kubernetes/client-node');
  const path = `/api/v1/namespaces/${kube.namespace}/pods`;
  const list = () => kube.get<V1PodList>(`${path}?labelSelector=${encodeURIComponent(labelSelector)}`);
  // The informer would report a first failure as an event; this way the caller gets it as an error.
  let first: V1PodList | undefined = await list();
  const informer = makeInformer(
    kube.config,
    path,
    async () => {
      const pods = first ?? (await list());
      first = undefined;
      return pods;
    },
    labelSelector,
  );
  const changes = new EventEmitter().setMaxListeners(0);
  const stopped = new AbortController();
  informer.on('change', () => changes.emit('change'));
  informer.on('error', () => {
    // The API server does not answer, or refuses the watch: try again.
    delay(1000, undefined, { signal: stopped.signal, ref: false }).then(
      () => informer.start(),
      () => {},
    );
  });
  await informer.start();

  return {
    selectedBy(selector) {
      return informer
        .list()
        .filter((pod) => isReady(pod) && matches(pod, selector))
        .sort((a, b) => age(b) - age(a));
    },
    async changed(signal) {
      await once(changes, 'change', { signal }).catch(() => {});
    },
    onChange: (listener) => changes.on('change', listener),
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await informer.stop();
    },
  };
}

/** Whether a pod takes traffic and is not being deleted. */
export function isReady({ metadata, status }: V1Pod): boolean {
  if (metadata?.deletionTimestamp !== undefined) return false;
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

function matches({ metadata }: V1Pod, selector: Selector): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => metadata?.labels?.[key] === value);
}

function age({ metadata }: V1Pod): number {
  return metadata?.creationTimestamp ? Date.now() - new Date(metadata.creationTimestamp).getTime() : 0;
}
