import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PART_NAMES, PARTS, partOfComponent } from '@triptych/parts';
import { plainManifests } from '../../../src/chart/synth.ts';
import { compose } from '../../../src/main.ts';
import { partOfContainer, partOfObject } from '../../../src/monitoring/rules/part-of.ts';
import { defaults } from '../../../src/values.ts';

describe('alerts on workloads', () => {
  it('know the part of each workload of a release by the end of its name', () => {
    const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'];
    const names = plainManifests(compose, defaults(), { name: 'any', namespace: 'any', service: 'Helm' })
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ metadata }) => metadata.name.slice('any-'.length));
    assert.ok(names.length > 10);
    assert.deepEqual(
      names.filter((name) => !partOfComponent(name)),
      [],
    );
  });

  it('name the part of a container, a workload and a pod as parts.json does', () => {
    for (const name of PART_NAMES) {
      const { component } = PARTS[name];
      assert.equal(replaced(partOfContainer, component), name);
      assert.equal(replaced(partOfObject('workload'), `my-release-${component}`), name);
      assert.equal(replaced(partOfObject('k8s_pod_name'), `my-release-${component}-10`), name);
    }
    assert.equal(replaced(partOfContainer, 'a-sidecar'), 'a-sidecar');
  });
});

/** What Prometheus makes of a template that only replaces. */
function replaced(template: string, value: string): string {
  const steps = [...template.matchAll(/reReplaceAll "([^"]*)" "([^"]*)"/g)];
  assert.ok(steps.length > 0, template);
  return steps.reduce((text, [, pattern = '', by = '']) => text.replaceAll(new RegExp(pattern, 'g'), by), value);
}
