import type { V1ConfigMap } from '@kubernetes/client-node';
import type { KubeError } from '../../cluster/kube-error.ts';
import { UserError } from '../../command.ts';
import type { Objects, Reference } from './objects.ts';

interface Change {
  readonly reference: Reference;
  /** The merge patch that restores the object. */
  readonly before: object;
}

/** Changes objects of a release, and saves their earlier state in the cluster, where the next drill finds it. */
export interface SavedState {
  /** Merges a patch into an object. Resolves to a function that takes just this patch back. */
  change(reference: Reference, patch: object): Promise<() => Promise<void>>;
}

const savedIn = (release: string): Reference => ({ apiVersion: 'v1', kind: 'ConfigMap', name: `${release}-drill` });

/** Starts to save. Throws when there is saved state already: drills are running, or one was interrupted. */
export async function openSavedState(objects: Objects, release: string, restoreWith: string): Promise<SavedState> {
  const { apiVersion, kind, name } = savedIn(release);
  if (!(await objects.create({ apiVersion, kind, metadata: { name } }))) {
    throw new UserError(
      `drills are running on ${release}, or one was interrupted: in that case "${restoreWith}" restores the release`,
    );
  }
  const changes: Change[] = [];
  let saving: Promise<unknown> = Promise.resolve();
  /** Saves run one after the other, so that the longest list is saved last. */
  const save = () => {
    const next = () => objects.merge(savedIn(release), { data: { changes: JSON.stringify(changes) } });
    saving = saving.then(next, next);
    return saving;
  };
  return {
    async change(reference, patch) {
      const before = inverse(patch, await objects.read(reference)) as object;
      changes.push({ reference, before });
      // Saved before the change is made, in case the drill is killed in between.
      await save();
      await objects.merge(reference, patch);
      return () => objects.merge(reference, before);
    },
  };
}

/** Restores everything that drills have changed, the last change first. Resolves to the names of the objects. */
export async function restoreSavedState(objects: Objects, release: string): Promise<string[]> {
  const found = await objects.read<V1ConfigMap>(savedIn(release)).catch((error: KubeError) => {
    if (error.status === 404) return undefined;
    throw error;
  });
  const changes = JSON.parse(found?.data?.changes ?? '[]') as Change[];
  for (const { reference, before } of changes.toReversed()) await objects.merge(reference, before);
  await objects.remove(savedIn(release));
  return [...new Set(changes.map(({ reference: { kind, name } }) => `${kind} ${name}`))];
}

/** The merge patch that undoes another one: the same fields with their present values. */
export function inverse(patch: unknown, present: unknown): unknown {
  if (!isMap(patch) || !isMap(present)) return present ?? null;
  return Object.fromEntries(Object.entries(patch).map(([key, inner]) => [key, inverse(inner, present[key])]));
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
