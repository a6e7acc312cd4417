import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { requestsOf } from '../../cdk8s/src/chart/requests.ts';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { chart, notes, template } from './support/helm.ts';

/** Thousandths of a core that the pods of Kubernetes itself request on a node of kind. */
const SYSTEM = 950;
const NODE = 2000;

describe('what an installation with default values requests', () => {
  let rendered: Manifest[];
  before(async () => {
    rendered = await template();
  });

  it('fits a node with two cores, with room for an upgrade of every service and for helm test', () => {
    const surge = requestsOf(
      rendered
        .filter(({ kind }) => kind === 'Deployment')
        .map((one) => ({ ...one, spec: { ...(one.spec as object), replicas: 1 } })),
    );
    const test = 50;
    const { milliCores } = requestsOf(rendered);
    assert.ok(milliCores > 500, 'the requests were found');
    assert.ok(milliCores + surge.milliCores + test <= NODE - SYSTEM, `${milliCores} + ${surge.milliCores} + ${test}`);
  });

  it('is what README.md says', () => {
    const text = readFileSync(join(chart, 'README.md'), 'utf8');
    assert.match(text, saying(rendered));
  });
});

describe('what an installation requests', () => {
  for (const file of [undefined, 'dev.yaml', 'staging.yaml', 'minimal.yaml']) {
    it(`is what its notes say with ${file ?? 'some values'}`, async () => {
      const values = file
        ? (parse(readFileSync(join(chart, '../environments', file), 'utf8')) as object)
        : {
            userSvc: { resources: null },
            jobSvc: { resources: { requests: { cpu: 1, memory: '1Gi' }, limits: { memory: '1Gi' } } },
          };
      assert.match(await notes(values), saying(await template(values)));
    });
  }
});

/** The words about the requests of these objects. */
function saying(objects: readonly Manifest[]): RegExp {
  const { milliCores, mebibytes } = requestsOf(objects);
  assert.ok(milliCores > 0);
  return new RegExp(`requests? ${milliCores / 1000} cores and ${(mebibytes / 1024).toFixed(1)} GiB`);
}
