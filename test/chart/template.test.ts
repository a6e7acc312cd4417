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
      { numRuns: 50 },
    );
  });

  it('gives each object a name that begins with the release, and no namespace', async () => {
    for (const { kind, metadata } of await template()) {
      assert.match(metadata.name, /^triptych-/, `${kind} ${metadata.name}`);
      assert.equal(metadata.namespace, undefined, `${kind} ${metadata.name}`);
    }
  });

  it('refuses a release whose names would be too long', async () => {
    await assert.rejects(helm('template', 'x'.repeat(44), chart), /43 characters at most/);
  });
});
