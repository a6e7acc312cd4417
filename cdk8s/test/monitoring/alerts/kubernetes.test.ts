import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainManifests } from '../../../src/chart/synth.ts';
import { compose } from '../../../src/main.ts';
import { PARTS } from '../../../src/monitoring/alerts/kubernetes.ts';
import { defaults } from '../../../src/values.ts';

describe('alerts on workloads', () => {
  it('know each of a release by the end of its name', () => {
    const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'];
    const names = plainManifests(compose, defaults(), { name: 'any', namespace: 'any', service: 'Helm' })
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ metadata }) => metadata.name.slice('any-'.length));
    assert.ok(names.length > 10);
    assert.deepEqual(
      names.filter((name) => !(PARTS as readonly string[]).includes(name)),
      [],
    );
  });
});
