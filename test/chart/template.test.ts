import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chart, comparable, helm, plain, template } from './support/helm.ts';
import { validate } from './support/validate.ts';
import { complete, validValues } from './support/values.ts';

describe('the chart', () => {
  it('passes helm lint --strict', async () => {
    assert.match(await helm('lint', '--strict', chart), /0 chart\(s\) failed/);
  });

  it('renders for default values what the plain manifests are', async () => {
    assert.deepEqual(comparable(await template()), comparable(plain()));
  });

  it('renders for any valid values what the plain manifests of these values are, and valid for Kubernetes', async () => {
    await fc.assert(
      fc.asyncProperty(validValues(), async (values) => {
        const rendered = await template(values);
        assert.deepEqual(comparable(rendered), comparable(plain(complete(values))));
        for (const object of rendered) await validate(object);
      }),
      { numRuns: 50 },
    );
  });

  it('gives each object of a release a name that begins with it, and no namespace', async () => {
    for (const { kind, metadata } of await template()) {
      assert.match(metadata.name, /^triptych-/, `${kind} ${metadata.name}`);
      assert.equal(metadata.namespace, undefined, `${kind} ${metadata.name}`);
    }
  });

  it('refuses a release whose names would be too long', async () => {
    await assert.rejects(helm('template', 'x'.repeat(44), chart), /43 characters at most/);
  });
});
