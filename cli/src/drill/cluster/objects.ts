import type { KubernetesObject } from '@kubernetes/client-node';
import type { Kube } from '../../cluster/kube.ts';
import { KubeError } from '../../cluster/kube-error.ts';

/** An object in the namespace of the release. */
export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** What drills do with objects of a cluster. Each method throws a KubeError with the reason of the API server. */
export interface Objects {
  read<T extends KubernetesObject>(reference: Reference): Promise<T>;
  /** Resolves to false when an object of that name exists already. */
  create(object: KubernetesObject): Promise<boolean>;
  /** Merges a patch into an object by RFC 7386: null removes a field, a list replaces the whole list. */
  merge(reference: Reference, patch: object): Promise<void>;
  /** Removes an object, whether it exists or not. */
  remove(reference: Reference, graceSeconds?: number): Promise<void>;
}

/** Opens the objects of a namespace. */
export async function openObjects({ config, namespace }: Kube): Promise<Objects> {
  const { KubernetesObjectApi, PatchStrategy } = await import('@kubernetes/client-node');
  const api = KubernetesObjectApi.makeApiClient(config);
  const spec = ({ apiVersion, kind, name }: Reference, more: object = {}) => ({
    apiVersion,
    kind,
    metadata: { name, namespace },
    ...more,
  });
  return {
    read: <T extends KubernetesObject>(reference: Reference) =>
      withReason(() => api.read(spec(reference)) as Promise<unknown> as Promise<T>),
    create: (object) =>
      withReason(() => api.create({ ...object, metadata: { ...object.metadata, namespace } })).then(
        () => true,
        (error: KubeError) => {
          if (error.status === 409) return false;
          throw error;
        },
      ),
    async merge(reference, patch) {
      const merged = { ...patch, ...spec(reference) };
      await withReason(() => api.patch(merged, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch));
    },
    async remove(reference, graceSeconds) {
      await withReason(() => api.delete(spec(reference), undefined, undefined, graceSeconds)).catch(
        (error: KubeError) => {
          if (error.status !== 404) throw error;
        },
      );
    },
  };
}

/** Turns a refusal of the API server into a message for people. */
async function withReason<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, message } = cause as { code?: number; message: string };
    const reason = /"message":"((?:[^"\\]|\\.)*)"/.exec(message.replaceAll('\\"', '"'))?.[1] ?? message;
    throw new KubeError(`the API server says: ${reason}`, code);
  }
}
