import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { until } from '../stack/support/until.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { type Load, type Summary, startLoad } from './support/load.ts';
import { type Nodes, nodesAreMissing, nodesOf, placesOf, THREE_NODES } from './support/nodes.ts';
import { allReady, asForKind, RELEASE, selector } from './support/release.ts';
import { assertAllStored } from './support/stored.ts';
import { installStores, WITH_STORES } from './support/stores.ts';

const VALUES = join(import.meta.dirname, 'support/three-nodes-values.yaml');
/** The parts of which a release on three nodes has two pods each. */
const PAIRS = ['collector', 'collector-gateway', 'image-svc', 'job-svc', 'user-svc'];

/** The steps build on each other. */
describe('a release on two workers whose database and store are elsewhere', { skip: nodesAreMissing() }, () => {
  let cluster: Cluster;
  let nodes: Nodes;

  before(async () => {
    cluster = await openCluster('triptych-nodes', { config: THREE_NODES });
    nodes = await nodesOf(cluster);
    await installStores(cluster, VALUES);
    await cluster.helm('install', ...asForKind(...WITH_STORES), '--values', VALUES);
    await allReady(cluster);
  });
  after(() => cluster?.[Symbol.asyncDispose]());

  /** Visits from a pod that stays, of which every tenth is a conversion. */
  async function visits(name: string, seconds: number): Promise<Load> {
    const mix = ['--rate', '10', '--duration', String(seconds), '--concurrency', '64', '--mix', 'status:9,png:1'];
    return startLoad(cluster, RELEASE, name, mix, nodes.controlPlane);
  }

  async function allSucceed(summary: Summary, leastConversions: number): Promise<void> {
    const { failures, failed, unstarted, kinds } = summary;
    assert.deepEqual({ failures, failed, unstarted }, { failures: [], failed: 0, unstarted: 0 });
    const conversions = kinds.find(({ kind }) => kind === 'png')?.succeeded ?? 0;
    assert.ok(conversions >= leastConversions, `${conversions} conversions`);
  }

  const areApart = async () => {
    const places = await placesOf(cluster);
    const wanted = Object.fromEntries(PAIRS.map((part) => [part, [...nodes.workers].sort()]));
    assert.deepEqual(Object.fromEntries(PAIRS.map((part) => [part, places[part]])), wanted);
  };

  const isHealthy = async () => {
    await allReady(cluster);
    await until(
      'a doctor who finds nothing wrong',
      async () => cluster.triptych(['doctor', '--release', RELEASE], { codes: [1] }),
      (report) => !report.includes('✘'),
      180,
    );
  };

  it('has the pods of each part on different nodes', async () => {
    await areApart();
    await isHealthy();
  });

  it('fails no visit and loses no telemetry while a worker is drained and comes back', async () => {
    const [worker = ''] = nodes.workers;
    const since = new Date();
    const { summary } = await visits('load-drain', 90);
    await cluster.kubectl(['drain', worker, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=180s']);
    await cluster.kubectl(['uncordon', worker]);
    await allSucceed(await summary, 80);
    await allReady(cluster);
    assert.ok((await assertAllStored(cluster, since)) >= 80);
  });

  it('has them on different nodes again after a rollout, which moves pods back', async () => {
    await cluster.kubectl(['rollout', 'restart', 'deployment', '-l', selector]);
    await allReady(cluster);
    await areApart();
    await isHealthy();
  });
});
