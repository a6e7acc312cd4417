import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { chart, helm, parse } from './support/helm.ts';

const dependency = (alias?: string) => ({
  name: 'triptych',
  version: '*',
  repository: '',
  condition: `${alias ?? 'triptych'}.enabled`,
  ...(alias && { alias }),
});
const registry = { image: { registry: 'registry.example.com/triptych' } };

describe('an umbrella chart', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'triptych-umbrella-'));
    mkdirSync(join(folder, 'charts'));
    cpSync(chart, join(folder, 'charts/triptych'), { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What a parent chart with these dependencies and values renders as the release "shop". */
  async function rendered(dependencies: object[], values: object): Promise<Manifest[]> {
    const metadata = { apiVersion: 'v2', name: 'parent', version: '1.0.0', dependencies };
    writeFileSync(join(folder, 'Chart.yaml'), JSON.stringify(metadata));
    writeFileSync(join(folder, 'values.yaml'), JSON.stringify(values));
    return parse(await helm('template', 'shop', folder));
  }

  it('shares its global values, and names the objects after the release and nameOverride', async () => {
    const objects = await rendered([dependency()], {
      global: { storageClass: 'fast' },
      triptych: { ...registry, enabled: true, nameOverride: 'pictures' },
    });
    assert.ok(objects.length > 50);
    for (const { metadata } of objects) assert.match(metadata.name, /^(default\.)?shop-pictures-/);
  });

  it('switches the chart off with triptych.enabled', async () => {
    assert.deepEqual(await rendered([dependency()], { triptych: { ...registry, enabled: false } }), []);
  });

  it('may have it twice, with pods that no Service of the other selects', async () => {
    const objects = await rendered([dependency('one'), dependency('two')], {
      one: { ...registry, nameOverride: 'one' },
      two: { ...registry, nameOverride: 'two' },
    });
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.equal(new Set(names).size, names.length);
    const selectors = objects
      .filter(({ kind }) => kind === 'Service')
      .map(({ spec }) => JSON.stringify((spec as { selector: object }).selector));
    assert.ok(selectors.every((one) => one.includes('"shop-one"') !== one.includes('"shop-two"')));
  });
});
