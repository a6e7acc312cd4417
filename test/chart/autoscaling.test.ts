import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { inCluster } from './support/api.ts';

const autoscaled = { userSvc: { autoscaling: { enabled: true } } };

const replicasIn = (objects: readonly Manifest[], name: string): number | undefined => {
  const found = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
  assert.ok(found, name);
  return (found.spec as { replicas?: number }).replicas;
};

describe('a service with an autoscaler', () => {
  it('keeps the number of its pods in an upgrade, also in the one that enables the autoscaler', async () => {
    const upgraded = await inCluster(autoscaled, { replicas: { 'triptych-user-svc': 5, 'triptych-job-svc': 5 } });
    assert.equal(replicasIn(upgraded, 'triptych-user-svc'), 5);
    assert.equal(replicasIn(upgraded, 'triptych-job-svc'), 2, 'no autoscaler: the number of the values');
  });

  it('leaves the number to the autoscaler where the chart cannot see the cluster', async () => {
    assert.equal(replicasIn(await inCluster(autoscaled, {}), 'triptych-user-svc'), undefined);
  });
});
