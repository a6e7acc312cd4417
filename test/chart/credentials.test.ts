import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { repository } from '../support/programs.ts';
import { inCluster } from './support/api.ts';
import { template } from './support/helm.ts';

const page = readFileSync(join(repository, 'docs/gitops.md'), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].flatMap(([, yaml = '']) =>
  parseAllDocuments(yaml).map((document) => document.toJS() as Example),
);

interface Example {
  kind: string;
  spec: { values?: object; source?: { helm: { valuesObject: object } } };
}
const valuesOf = (kind: string): object => {
  const { spec } = examples.find((one) => one.kind === kind) ?? { spec: {} as Example['spec'] };
  return spec.values ?? spec.source?.helm.valuesObject ?? assert.fail(`docs/gitops.md has no values in a ${kind}`);
};

const secretsIn = (objects: readonly Manifest[]) => objects.filter(({ kind }) => kind === 'Secret');

/** What a cluster has of Secrets, by name. */
const dataOf = (secrets: readonly Manifest[]): Record<string, Record<string, string>> =>
  Object.fromEntries(secrets.map(({ metadata, stringData }) => [metadata.name, stringData as Record<string, string>]));

/** The checksum of credentials of each workload that has one, by name. */
const checksums = (objects: readonly Manifest[]): Record<string, string> =>
  Object.fromEntries(
    objects.flatMap(({ metadata, spec }) => {
      const { template: pod } = (spec ?? {}) as { template?: { metadata: { annotations: Record<string, string> } } };
      const sum = pod?.metadata.annotations['checksum/credentials'];
      return sum ? [[metadata.name, sum]] : [];
    }),
  );

describe('credentials of the chart', () => {
  for (const kind of ['Application', 'HelmRelease'] as const) {
    it(`render the same twice, and no Secret, with the values of the ${kind} in docs/gitops.md`, async () => {
      const [first, second] = [await template(valuesOf(kind)), await template(valuesOf(kind))];
      assert.deepEqual(first, second);
      assert.deepEqual(secretsIn(first), []);
    });
  }

  it('differ in each rendering without these values and without a cluster', async () => {
    assert.notDeepEqual(secretsIn(await template()), secretsIn(await template()));
  });

  it('that are generated outlive the release', async () => {
    const secrets = secretsIn(await template());
    assert.ok(secrets.length >= 3);
    for (const { metadata } of secrets) {
      const { annotations } = metadata as { annotations?: Record<string, string> };
      assert.equal(annotations?.['helm.sh/resource-policy'], 'keep', metadata.name);
    }
  });

  it('that are generated stay in an upgrade, which restarts nothing', async () => {
    const installed = await inCluster({}, {});
    const kept = dataOf(secretsIn(installed));
    const upgraded = await inCluster({}, { secrets: kept });
    assert.deepEqual(upgraded, installed);
    assert.ok(Object.keys(checksums(installed)).length >= 5);
  });

  it('restart both sides when an existing Secret has changed', async () => {
    const values = valuesOf('HelmRelease');
    const secrets = {
      'triptych-postgres': { password: 'a' },
      'triptych-pictures': { 'access-key-id': 'a', 'secret-access-key': 'b' },
    };
    const before = checksums(await inCluster(values, { secrets }));
    const after = checksums(
      await inCluster(values, { secrets: { ...secrets, 'triptych-postgres': { password: 'new' } } }),
    );
    const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
    assert.deepEqual(changed.sort(), ['triptych-job-svc', 'triptych-postgres']);
    assert.equal(before['triptych-object-store'], before['triptych-image-svc']);
    assert.equal(before['triptych-object-store'], before['triptych-user-svc']);
  });

  it('restart everything that sends the headers of an external backend when their Secret has changed', async () => {
    const headers = [{ name: 'Authorization', key: 'token' }];
    const loki = { mode: 'external', otlpEndpoint: 'https://loki/otlp', queryUrl: 'https://loki', headers };
    const values = { loki: { ...loki, headersSecret: 'access' }, verify: { enabled: true } };
    const installed = await inCluster(values, { secrets: { access: { token: 'a' } } });
    const kept = dataOf(secretsIn(installed));
    const changed = await inCluster(values, { secrets: { ...kept, access: { token: 'b' } } });
    const [before, after] = [checksums(installed), checksums(changed)];
    assert.deepEqual(
      Object.keys(after)
        .filter((name) => before[name] !== after[name])
        .sort(),
      ['triptych-collector', 'triptych-console', 'triptych-grafana', 'triptych-verify'],
    );
  });
});
