import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { V1PersistentVolumeClaim, V1Pod, V1StatefulSet } from '@kubernetes/client-node';
import { bash } from '../support/bash.ts';
import { fencesOf, readPage } from '../support/pages.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { openRelease } from './support/command.ts';
import { convertPictures, readData, type Work } from './support/data.ts';
import { allReady, asForKind, RELEASE, selector } from './support/release.ts';
import { openShell, type Shell } from './support/shell.ts';

const PART = 'loki';
/** As kind's class, which cannot expand volumes. It accepts the larger claim; only a storage driver would enlarge the disk. */
const CLASS = 'triptych-test-expandable';

describe('docs/volumes.md', () => {
  let cluster: Cluster;
  let shell: Shell;
  let work: Work;
  let data: Awaited<ReturnType<typeof readData>>;

  const open = () => openRelease(cluster);

  before(async () => {
    cluster = await openCluster('triptych-volumes');
    shell = await openShell(cluster, RELEASE);
    const storageClass = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: CLASS },
      provisioner: 'rancher.io/local-path',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    };
    await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(storageClass) });
    await cluster.helm('install', ...asForKind(`${PART}.persistence.storageClass=${CLASS}`));
    await allReady(cluster);
    await using target = await open();
    work = await convertPictures(target.endpoints, 4);
    data = await readData(target.endpoints, work);
  });
  after(async () => {
    await shell?.[Symbol.asyncDispose]();
    await cluster?.kubectl(['delete', 'storageclass', CLASS, '--ignore-not-found']);
    await cluster?.[Symbol.asyncDispose]();
  });

  it('gives the claim and its StatefulSet another size, and keeps pod and data', async () => {
    const ofPart = ['-l', `${selector},app.kubernetes.io/name=${PART}`];
    const podIds = async () => (await cluster.get<V1Pod>('pods', ...ofPart)).map(({ metadata }) => metadata?.uid);
    const before = await podIds();
    const commands = fencesOf([readPage('docs/volumes.md')], 'sh').map(({ text }) => text);
    await bash(commands.join('\n'), { ...shell.env, CHART: 'charts/triptych' });
    await allReady(cluster);

    const [claim] = await cluster.get<V1PersistentVolumeClaim>('pvc', ...ofPart);
    const [statefulSet] = await cluster.get<V1StatefulSet>('statefulset', ...ofPart);
    assert.equal(claim?.spec?.resources?.requests?.storage, '20Gi');
    assert.equal(statefulSet?.spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.storage, '20Gi');
    assert.deepEqual(await podIds(), before);
    {
      await using target = await open();
      assert.deepEqual(await readData(target.endpoints, work), data);
    }
    await cluster.kubectl(['delete', 'pod', ...ofPart, '--wait']);
    await allReady(cluster);
    await using target = await open();
    assert.deepEqual(await readData(target.endpoints, work), data);
  });
});
