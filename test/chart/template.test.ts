import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import versions from '../../backends/versions.json' with { type: 'json' };
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import manifest from '../../package.json' with { type: 'json' };
import { chart, comparable, helm, parse, plain, template } from './support/helm.ts';
import { validate } from './support/validate.ts';
import { complete, validValues } from './support/values.ts';

/** The registry of our images, which plays no role here. */
const REGISTRY = ['--set', 'image.registry=registry.example.com/triptych'];

describe('the chart', () => {
  it('passes helm lint --strict', async () => {
    assert.match(await helm('lint', '--strict', chart), /0 chart\(s\) failed/);
  });

  it('renders the same as the plain manifests for default values', async () => {
    assert.deepEqual(comparable(await template()), comparable(plain()));
  });

  it('renders the same valid objects as the plain manifests for any valid values', async () => {
    await fc.assert(
      fc.asyncProperty(validValues(), async (values) => {
        const rendered = await template(values);
        assert.deepEqual(comparable(rendered), comparable(plain(complete(values))));
        for (const object of rendered) await validate(object);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  it('gives each object a name that begins with the release, and no namespace', async () => {
    for (const { kind, metadata } of await template()) {
      assert.match(metadata.name, /^(triptych\.)?triptych-/, `${kind} ${metadata.name}`);
      assert.equal(metadata.namespace, undefined, `${kind} ${metadata.name}`);
    }
  });

  it('gives pods of StatefulSets labels of at most 63 characters under the longest name', () => {
    const sets = plain(complete({ fullnameOverride: 'x'.repeat(39) })).filter(({ kind }) => kind === 'StatefulSet');
    assert.ok(sets.length > 5);
    for (const { metadata } of sets) {
      const revision = `${metadata.name}-5d8f7c9b64`;
      assert.ok(revision.length <= 63, metadata.name);
    }
  });

  it('makes different cluster-wide names in different namespaces', async () => {
    const named = async (release: string, namespace: string) =>
      parse(await helm('template', release, chart, '-n', namespace, ...REGISTRY))
        .filter(({ kind }) => kind.startsWith('Cluster'))
        .map(({ metadata }) => metadata.name);
    const [one, other] = [await named('b-c', 'a'), await named('c', 'a-b')];
    assert.ok(one.length > 0);
    assert.ok(one.every((name) => !other.includes(name)));
  });

  it('begins all names with nameOverride after the release, or with fullnameOverride', async () => {
    for (const [values, start] of [
      [{ nameOverride: 'pictures' }, 'triptych-pictures-'],
      [{ fullnameOverride: 'pictures' }, 'pictures-'],
    ] as const) {
      const names = (await template(values)).map(({ metadata }) => metadata.name.replace(/^triptych\./, ''));
      assert.ok(
        names.every((name) => name.startsWith(start)),
        names.join(' '),
      );
    }
  });

  it('labels each object with the chart, and with the version of the program that it belongs to', async () => {
    const labelsOf = (objects: readonly Manifest[], kind: string, name: string) =>
      (
        objects.find((one) => one.kind === kind && one.metadata.name === name)?.metadata as
          | { labels?: object }
          | undefined
      )?.labels as Record<string, string> | undefined;
    const rendered = await template({ postgres: { image: { tag: `18.9@sha256:${'0'.repeat(64)}` } } });
    for (const { kind, metadata } of rendered)
      assert.match(labelsOf(rendered, kind, metadata.name)?.['helm.sh/chart'] ?? '', /^triptych-\d+\.\d+\.\d+/);
    assert.equal(
      labelsOf(rendered, 'StatefulSet', 'triptych-loki')?.['app.kubernetes.io/version'],
      versions.loki.version,
    );
    assert.equal(labelsOf(rendered, 'StatefulSet', 'triptych-postgres')?.['app.kubernetes.io/version'], '18.9');
    assert.equal(
      labelsOf(rendered, 'Deployment', 'triptych-user-svc')?.['app.kubernetes.io/version'],
      manifest.version,
    );
  });

  it('refuses a release whose names would be too long', async () => {
    await helm('template', 'x'.repeat(39), chart, ...REGISTRY);
    await assert.rejects(helm('template', 'x'.repeat(40), chart, ...REGISTRY), /39 characters at most/);
    await assert.rejects(template({ fullnameOverride: 'x'.repeat(40) }), /39 characters at most/);
  });
});
