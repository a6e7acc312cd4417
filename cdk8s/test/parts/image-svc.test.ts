import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1Deployment } from '@kubernetes/client-node';
import { plainManifests } from '../../src/chart/synth.ts';
import { compose } from '../../src/main.ts';
import { defaults } from '../../src/values.ts';

const MIB = 1024 * 1024;
const pod = (
  plainManifests(compose, defaults(), { name: 'pics', namespace: 'here', service: 'test' }).find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'pics-image-svc',
  ) as V1Deployment | undefined
)?.spec?.template.spec;

describe('image_svc', () => {
  it('has memory for pictures on their way in /dev/shm, where it looks for it', () => {
    const mount = pod?.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === '/dev/shm');
    const volume = pod?.volumes?.find(({ name }) => name === mount?.name);
    assert.deepEqual(volume?.emptyDir, { medium: 'Memory', sizeLimit: '256Mi' });
  });

  it('has a memory limit that holds this memory beside its converters', () => {
    const { imageSvc } = defaults();
    const { memory } = (imageSvc.resources as { limits: { memory: string } }).limits;
    assert.equal(memory, '1024Mi');
    assert.ok(imageSvc.poolSize * imageSvc.converterMemoryBytes + 256 * MIB <= 1024 * MIB);
  });
});
