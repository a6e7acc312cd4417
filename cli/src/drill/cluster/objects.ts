import type { KubernetesObject } from '@kubernetes/client-node';
import type { Kube } from '../../cluster/kube.ts';
import { KubeError } from '../../cluster/kube-error.ts';

/** Which object of the release's namespace. */
export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** What drills do to objects of a cluster. */
export interface Objects {
  read<T extends KubernetesObject>(reference: Reference): Promise<T>;
  /** False when there is one of that name already. */
  create(object: KubernetesObject): Promise<boolean>;
  /** Merges into an object, as RFC 7386 has it: null takes away, a list is replaced as a whole. */
  merge(reference: Reference, patch: object): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(reference: Reference, graceSeconds?: number): Promise<void>;
}

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
      told(() => api.read(spec(reference)) as Promise<unknown> as Promise<T>),
    create: (object) =>
      told(() => api.create({ ...object, metadata: { ...object.metadata, namespace } })).then(
        () => true,
        (error: KubeError) => {
          if (error.status === 409) return false;
          throw error;
        },
      ),
    async merge(reference, patch) {
      const merged = { ...patch, ...spec(reference) };
      await told(() => api.patch(merged, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch));
    },
    async remove(reference, graceSeconds) {
      await told(() => api.delete(spec(reference), undefined, undefined, graceSeconds)).catch((error: KubeError) => {
        if (error.status !== 404) throw error;
      });
    },
  };
}

/** What the API server refused, as a message for people. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, message } = cause as { code?: number; message: string };
    const reason = /"message":"((?:[^"\\]|\\.)*)"/.exec(message.replaceAll('\\"', '"'))?.[1] ?? message;
    throw new KubeError(`the API server says: ${reason}`, code);
  }
}
