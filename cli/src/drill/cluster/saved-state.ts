import type { V1ConfigMap } from '@kubernetes/client-node';
import type { KubeError } from '../../cluster/kube-error.ts';
import { UserError } from '../../command.ts';
import type { Objects, Reference } from './objects.ts';

interface Change {
  readonly reference: Reference;
  /** The merge patch that puts it back. */
  readonly before: object;
}

/** Changes a release, and keeps how it was in the cluster, so that whoever comes after can put it back. */
export interface Saved {
  /** Merges a patch into an object; the function that it resolves to puts just that back. */
  change(reference: Reference, patch: object): Promise<() => Promise<void>>;
}

const savedIn = (release: string): Reference => ({ apiVersion: 'v1', kind: 'ConfigMap', name: `${release}-drill` });

/** Begins; fails when somebody else has begun and has not ended. */
export async function openSaved(objects: Objects, release: string, restoreWith: string): Promise<Saved> {
  const { apiVersion, kind, name } = savedIn(release);
  if (!(await objects.create({ apiVersion, kind, metadata: { name } }))) {
    throw new UserError(`there are drills on ${release} now, or one was interrupted: "${restoreWith}" puts that right`);
  }
  const changes: Change[] = [];
  let saving: Promise<unknown> = Promise.resolve();
  /** One after the other, so that the longest list is what stays. */
  const save = () => {
    const next = () => objects.merge(savedIn(release), { data: { changes: JSON.stringify(changes) } });
    saving = saving.then(next, next);
    return saving;
  };
  return {
    async change(reference, patch) {
      const before = inverse(patch, await objects.read(reference)) as object;
      changes.push({ reference, before });
      // First, should it be interrupted in between.
      await save();
      await objects.merge(reference, patch);
      return () => objects.merge(reference, before);
    },
  };
}

/** Puts back all that drills have changed, the last first; resolves to what that was. */
export async function restoreSaved(objects: Objects, release: string): Promise<string[]> {
  const found = await objects.read<V1ConfigMap>(savedIn(release)).catch((error: KubeError) => {
    if (error.status === 404) return undefined;
    throw error;
  });
  const changes = JSON.parse(found?.data?.changes ?? '[]') as Change[];
  for (const { reference, before } of changes.toReversed()) await objects.merge(reference, before);
  await objects.remove(savedIn(release));
  return [...new Set(changes.map(({ reference: { kind, name } }) => `${kind} ${name}`))];
}

/** The merge patch that undoes another one: the same fields with their values of now. */
export function inverse(patch: unknown, now: unknown): unknown {
  if (!isMap(patch) || !isMap(now)) return now ?? null;
  return Object.fromEntries(Object.entries(patch).map(([key, inner]) => [key, inverse(inner, now[key])]));
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
