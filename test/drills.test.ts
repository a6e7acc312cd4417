import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { DRILLS } from '../cli/src/drill/drills/index.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');

interface Alert {
  readonly alert?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** By name: which severities it has, and whose it is where that is not for the series to say. */
const alerts = Map.groupBy(
  globSync('backends/rules/*.yaml', { cwd: root, exclude: ['**/*.test.yaml'] })
    .flatMap((path) => parse(read(path)).groups as { rules: Alert[] }[])
    .flatMap(({ rules }) => rules)
    .filter(({ alert }) => alert !== undefined),
  ({ alert = '' }) => alert,
);

/** Alerts that no drill causes, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  ContainerMemoryNearLimit:
    'a container must stay between 90 and 100 % of its limit for as long as kubelets take to tell',
  ContainerRestarting: 'kubelets wait longer from one start to the next, and three of them take minutes',
  VolumeAlmostFull: 'the volumes of kind are folders of the node, of which kubelets tell nothing',
  VolumeFilling: 'the volumes of kind are folders of the node, of which kubelets tell nothing',
};

describe('drills', () => {
  it('are there for every alert, but for those that have a reason', () => {
    const caused = new Set(DRILLS.flatMap(({ expects }) => expects.map(({ alert }) => alert)));
    const missing = [...alerts.keys()].filter((name) => !caused.has(name));
    assert.deepEqual(missing.sort(), Object.keys(WITHOUT).sort());
  });

  for (const { name, expects, inhibits = [] } of DRILLS) {
    it(`of ${name} expect alerts that there are`, () => {
      assert.ok(expects.length > 0);
      for (const { alert, severity, service } of expects) {
        const labels = alerts.get(alert)?.map((rule) => rule.labels ?? {}) ?? [];
        const fits = labels.some((one) => one.severity === severity && isOf(one.service ?? '', service));
        assert.ok(fits, `${alert} (${severity}) of ${service}`);
      }
      for (const alert of inhibits) assert.ok(alerts.has(alert), alert);
    });
  }

  it('have names of their own, which docs/drills.md lists', () => {
    const names = DRILLS.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    const rows = [...read('docs/drills.md').matchAll(/^\| `([\w-]+)` +\|([^|]*)\|([^|]*)\|/gm)];
    assert.deepEqual(
      rows.map(([, name, , listed = '']) => [name, [...listed.matchAll(/\w+/g)].map(([alert]) => alert)]),
      DRILLS.map(({ name, expects }) => [name, [...new Set(expects.map(({ alert }) => alert))]]),
    );
  });

  it('are not there for alerts of which docs/drills.md says why', () => {
    const page = read('docs/drills.md');
    for (const [alert, reason] of Object.entries(WITHOUT)) assert.ok(page.includes(alert), `${alert}: ${reason}`);
  });
});

/** A service that only the series tells may be any. */
const isOf = (label: string, service: string) => label === service || label.includes('{{');
