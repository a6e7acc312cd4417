import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { requestsOf } from '../../cdk8s/src/chart/requests.ts';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { chart, template } from './support/helm.ts';

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

  for (const file of ['README.md', 'templates/NOTES.txt']) {
    it(`is what ${file} says`, () => {
      const text = readFileSync(join(chart, file), 'utf8');
      const [, cores, gibibytes] = /request ([\d.]+) cores and ([\d.]+) GiB/.exec(text) ?? assert.fail(file);
      const { milliCores, mebibytes } = requestsOf(rendered);
      assert.equal(Number(cores), milliCores / 1000);
      assert.equal(gibibytes, (mebibytes / 1024).toFixed(1));
    });
  }
});
