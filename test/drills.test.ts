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

/** The rules of each alert, by its name. */
const alerts = Map.groupBy(
  globSync('backends/rules/*.yaml', { cwd: root, exclude: ['**/*.test.yaml'] })
    .flatMap((path) => parse(read(path)).groups as { rules: Alert[] }[])
    .flatMap(({ rules }) => rules)
    .filter(({ alert }) => alert !== undefined),
  ({ alert = '' }) => alert,
);

/** Alerts without a drill, and the reason. */
const WITHOUT: Readonly<Record<string, string>> = {
  ContainerMemoryNearLimit: 'a container would have to stay between 90 and 100 % of its limit until kubelets report it',
  ContainerRestarting: 'kubelets wait longer before each restart, and three restarts take minutes',
  ClusterMetricsMissing: 'a series stays for 5 minutes after its last sample, so the drill would take 10',
  RemoteWriteFailing: 'no remote storage exists by default',
  VolumeAlmostFull: 'the volumes of kind are folders of the node, and kubelets do not report them',
  VolumeFilling: 'the volumes of kind are folders of the node, and kubelets do not report them',
};

describe('drills', () => {
  it('exist for every alert, except those with a reason', () => {
    const caused = new Set(DRILLS.flatMap(({ expects }) => expects.map(({ alert }) => alert)));
    const missing = [...alerts.keys()].filter((name) => !caused.has(name));
    assert.deepEqual(missing.sort(), Object.keys(WITHOUT).sort());
  });

  for (const { name, expects, inhibits = [] } of DRILLS) {
    it(`expect existing alerts: ${name}`, () => {
      assert.ok(expects.length > 0);
      for (const { alert, severity, service } of expects) {
        const labels = alerts.get(alert)?.map((rule) => rule.labels ?? {}) ?? [];
        const fits = labels.some((one) => one.severity === severity && isOf(one.service ?? '', service));
        assert.ok(fits, `${alert} (${severity}) of ${service}`);
      }
      for (const alert of inhibits) assert.ok(alerts.has(alert), alert);
    });
  }

  it('have unique names, which docs/drills.md lists', () => {
    const names = DRILLS.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    const rows = [...read('docs/drills.md').matchAll(/^\| `([\w-]+)` +\|([^|]*)\|([^|]*)\|/gm)];
    assert.deepEqual(
      rows.map(([, name, , listed = '']) => [name, [...listed.matchAll(/\w+/g)].map(([alert]) => alert)]),
      DRILLS.map(({ name, expects }) => [name, [...new Set(expects.map(({ alert }) => alert))]]),
    );
  });

  it('do not exist for alerts of which docs/drills.md has the reason', () => {
    const page = read('docs/drills.md');
    for (const [alert, reason] of Object.entries(WITHOUT)) assert.ok(page.includes(alert), `${alert}: ${reason}`);
  });
});

/** A service that comes from the series may be any. */
const isOf = (label: string, service: string) => label === service || label.includes('{{');
