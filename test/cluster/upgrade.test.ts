import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LOCAL_REGISTRY } from '../../scripts/images/image.ts';
import { type Cluster, openCluster, repository } from './support/cluster.ts';
import { openRelease } from './support/command.ts';
import { convertPictures, readData, type Work } from './support/data.ts';
import { buildEarlier, type Earlier, earlierIsMissing } from './support/earlier.ts';
import { allReady, RELEASE } from './support/release.ts';

const CONVERSIONS = 20;

/** The steps build on each other. */
describe('a release of 0.1.0 with data', { skip: earlierIsMissing() }, () => {
  let cluster: Cluster;
  let earlier: Earlier;
  let work: Work;
  let data: Awaited<ReturnType<typeof readData>>;

  before(async () => {
    cluster = await openCluster('triptych-upgrade');
    earlier = await buildEarlier(cluster.context.replace(/^kind-/, ''));
    const settings = ['--set', 'nodePorts.enabled=false', '--wait', '--timeout', '5m'];
    await cluster.helm('install', RELEASE, earlier.chart, '--values', earlier.values, ...settings);
    await allReady(cluster);
  });
  after(async () => {
    earlier?.[Symbol.dispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  const open = () => openRelease(cluster);
  const hasItsData = async () => {
    await using target = await open();
    assert.deepEqual(await readData(target.endpoints, work), data);
  };

  it('converts pictures, and has the spans, log lines and samples of each', async () => {
    await using target = await open();
    work = await convertPictures(target.endpoints, CONVERSIONS);
    data = await readData(target.endpoints, work);
    for (const { job, spans, lines } of data.kept) {
      assert.equal(job.status, 'succeeded');
      assert.ok(spans.length > 5 && lines.length > 5, `${spans.length} spans, ${lines.length} lines`);
    }
    assert.ok(data.samples.length > 500, `${data.samples.length}`);
  });

  it('has every job, picture, span, log line and sample after an upgrade to this version', async () => {
    const chart = `${repository}/charts/triptych`;
    // The chart of a release names its registry.
    const registry = ['--set', `image.registry=${LOCAL_REGISTRY}`];
    const options = ['--reset-then-reuse-values', ...registry, '--wait', '--timeout', '5m'];
    await cluster.helm('upgrade', RELEASE, chart, ...options);
    await allReady(cluster);
    await hasItsData();
    await cluster.helm('test', RELEASE, '--timeout', '4m');
  });

  it('has them after a rollback to 0.1.0, and converts pictures', async () => {
    await cluster.helm('rollback', RELEASE, '1', '--wait', '--timeout', '5m');
    await allReady(cluster);
    await hasItsData();
    await using target = await open();
    const { conversions } = await convertPictures(target.endpoints, 4);
    assert.deepEqual(
      conversions.map(({ status }) => status),
      conversions.map(() => 'succeeded'),
    );
  });
});
