import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1NetworkPolicy } from '@kubernetes/client-node';
import { PART_NAMES, PARTS, type PartName, partOfComponent } from '@triptych/parts';
import { plainManifests } from '../src/chart/synth.ts';
import { compose } from '../src/main.ts';
import { defaults } from '../src/values.ts';

/** The default values, with every part. */
function everyPart() {
  const values = defaults();
  values.collector.gateway.enabled = true;
  return values;
}

const COMPONENT = 'app.kubernetes.io/name';
const partIn = (labels: Record<string, string> | undefined) => partOfComponent(labels?.[COMPONENT] ?? '');
const sorted = (names: Iterable<PartName | undefined>) => [...new Set(names)].filter((name) => name).sort();

/** The parts that each part may call, from its NetworkPolicy. The pod of `helm test` is not a part. */
const allowed = new Map(
  (plainManifests(compose, everyPart(), { name: 'pics', namespace: 'here', service: 'test' }) as V1NetworkPolicy[])
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => {
      const peers = spec?.egress?.flatMap(({ to }) => to ?? []) ?? [];
      return [partIn(spec?.podSelector?.matchLabels), peers.map((peer) => partIn(peer.podSelector?.matchLabels))];
    }),
);

describe('edges', () => {
  for (const name of PART_NAMES) {
    it(`let ${name} call the parts that parts.json says it calls, and no other`, () => {
      const calls: PartName[] = [...PARTS[name].calls];
      // The gateway answers under the Collector's name, where there is one.
      if (calls.includes('otelcol') && name !== 'otelcol_gateway') calls.push('otelcol_gateway');
      assert.deepEqual(sorted(allowed.get(name) ?? []), sorted(calls));
    });
  }
});
