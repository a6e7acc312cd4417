import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { parse } from 'yaml';
import { chart, comparable, plain, template } from './support/helm.ts';
import { validate } from './support/validate.ts';
import { complete } from './support/values.ts';

const folder = resolve(chart, '../environments');

const images = (objects: readonly object[]) => new Set(JSON.stringify(objects).match(/(?<="image":")[^"]+/g));

describe('charts/environments', () => {
  for (const file of readdirSync(folder)) {
    const values = parse(readFileSync(join(folder, file), 'utf8')) as object;

    it(`${file} renders the same valid objects as the plain manifests`, async () => {
      const rendered = await template(values);
      for (const object of rendered) await validate(object);
      assert.deepEqual(comparable(rendered), comparable(plain(complete(values))));
    });
  }

  it('minimal.yaml installs no backend', async () => {
    const values = parse(readFileSync(join(folder, 'minimal.yaml'), 'utf8')) as object;
    const names = [...images(await template(values))].map((image) => image.split('/').at(-1)?.split(':')[0]);
    assert.deepEqual(names.sort(), [...CONVERSION_SERVICE_NAMES, 'opentelemetry-collector-contrib'].sort());
  });

  it('staging.yaml contains no credential, and no store for pictures or jobs', async () => {
    const values = parse(readFileSync(join(folder, 'staging.yaml'), 'utf8')) as object;
    const rendered = await template(values);
    assert.deepEqual(
      rendered.filter(({ kind }) => kind === 'Secret'),
      [],
    );
    assert.equal(
      [...images(rendered)].some((image) => /postgres|seaweedfs/.test(image)),
      false,
    );
  });

  it('openshift.yaml leaves the choice of users to the cluster', async () => {
    const values = parse(readFileSync(join(folder, 'openshift.yaml'), 'utf8')) as object;
    assert.doesNotMatch(
      JSON.stringify(await template(values, '--set', 'collector.gateway.enabled=true')),
      /"(runAsUser|runAsGroup|fsGroup)"/,
    );
    assert.match(JSON.stringify(await template()), /"(runAsUser|runAsGroup|fsGroup)"/);
  });
});
