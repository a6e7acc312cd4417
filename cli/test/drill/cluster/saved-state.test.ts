import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubernetesObject } from '@kubernetes/client-node';
import fc from 'fast-check';
import { KubeError } from '../../../src/cluster/kube-error.ts';
import type { Objects, Reference } from '../../../src/drill/cluster/objects.ts';
import { inverse, openSavedState, restoreSavedState } from '../../../src/drill/cluster/saved-state.ts';

/** Merges as RFC 7386 says. */
function merged(now: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isMap = typeof now === 'object' && now !== null && !Array.isArray(now);
  const result: Record<string, unknown> = isMap ? { ...now } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** A cluster that keeps objects by kind and name. */
function fakeObjects(initial: Readonly<Record<string, object>>) {
  const all = new Map<string, unknown>(Object.entries(initial));
  const keyOf = ({ kind, name }: Pick<Reference, 'kind' | 'name'>) => `${kind} ${name}`;
  const objects: Objects = {
    async read<T extends KubernetesObject>(reference: Reference) {
      const found = all.get(keyOf(reference));
      if (!found) throw new KubeError('it is not there', 404);
      return structuredClone(found) as T;
    },
    async create({ kind = '', metadata }) {
      const key = keyOf({ kind, name: metadata?.name ?? '' });
      if (all.has(key)) return false;
      all.set(key, {});
      return true;
    },
    async merge(reference, patch) {
      all.set(keyOf(reference), merged(all.get(keyOf(reference)), patch));
    },
    async remove(reference) {
      all.delete(keyOf(reference));
    },
  };
  return { objects, all };
}

const loki: Reference = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'blue-loki' };
const jaeger: Reference = { ...loki, name: 'blue-jaeger' };
const before = { 'StatefulSet blue-loki': { spec: { replicas: 2, template: { args: ['a'] } } } };

describe('the saved state of a release', () => {
  it('restores one change, or all of them, also for the next drill', async () => {
    const { objects, all } = fakeObjects(before);
    const saved = await openSavedState(objects, 'blue', '');
    const undo = await saved.change(loki, { spec: { replicas: 0 } });
    assert.deepEqual(all.get('StatefulSet blue-loki'), { spec: { replicas: 0, template: { args: ['a'] } } });
    await undo();
    assert.deepEqual(all.get('StatefulSet blue-loki'), before['StatefulSet blue-loki']);

    await saved.change(loki, { spec: { template: { args: ['b'], nodeSelector: { nowhere: '' } } } });
    await saved.change(loki, { spec: { template: { args: ['c'] }, replicas: 0 } });
    assert.deepEqual(await restoreSavedState(objects, 'blue'), ['StatefulSet blue-loki']);
    assert.deepEqual(Object.fromEntries(all), before);
    assert.deepEqual(await restoreSavedState(objects, 'blue'), []);
  });

  it('restores changes that were made at the same time', async () => {
    const { objects, all } = fakeObjects({ ...before, 'StatefulSet blue-jaeger': { spec: { replicas: 1 } } });
    const delays = [20, 0];
    const saved = await openSavedState({ ...objects, merge: lateMerge }, 'blue', '');
    await Promise.all([loki, jaeger].map((one) => saved.change(one, { spec: { replicas: 0 } })));
    await restoreSavedState(objects, 'blue');
    assert.deepEqual(Object.fromEntries(all), { ...before, 'StatefulSet blue-jaeger': { spec: { replicas: 1 } } });

    /** The first takes longest. */
    async function lateMerge(reference: Reference, patch: object) {
      await delay(delays.shift());
      await objects.merge(reference, patch);
    }
  });

  it('is held by one session at a time, and the other says what to do', async () => {
    const { objects } = fakeObjects(before);
    await openSavedState(objects, 'blue', 'triptych drill --restore');
    await assert.rejects(
      openSavedState(objects, 'blue', 'triptych drill --restore'),
      /"triptych drill --restore" restores/,
    );
  });

  it('restores any change', () => {
    const value = fc.letrec<{ value: unknown; map: object }>((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.array(fc.integer()), tie('map')),
      map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(value.map, value.map, (now, patch) => {
        assert.deepEqual(merged(merged(now, patch), inverse(patch, now)), now);
      }),
    );
  });
});
