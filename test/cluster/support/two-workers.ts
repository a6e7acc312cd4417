import assert from 'node:assert/strict';
import { join } from 'node:path';
import { until } from '../../stack/support/until.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { type Load, type Summary, startLoad } from './load.ts';
import { type Nodes, nodesOf, placesOf, THREE_NODES } from './nodes.ts';
import { allReady, asForKind, RELEASE } from './release.ts';
import { installStores, WITH_STORES } from './stores.ts';

const VALUES = join(import.meta.dirname, 'three-nodes-values.yaml');
/** The parts of which a release on three nodes has two pods each. */
const PAIRS = ['collector', 'collector-gateway', 'image-svc', 'job-svc', 'user-svc'];
/** Visits that are due each second. */
export const RATE = 10;

/** A release on two workers, whose database and store are apart from it, on the control plane. */
export interface TwoWorkers extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly nodes: Nodes;
  /** Starts visits from a pod on the control plane, of which every tenth is a conversion. */
  visits(name: string, seconds: number): Promise<Load>;
  /** Fails unless the pods of each part are on different workers. */
  areApart(): Promise<void>;
  /** Waits until every pod is ready and the doctor finds nothing wrong. */
  isHealthy(): Promise<void>;
}

export async function openTwoWorkers(namespace: string): Promise<TwoWorkers> {
  const cluster = await openCluster(namespace, { config: THREE_NODES });
  const nodes = await nodesOf(cluster);
  await installStores(cluster, VALUES);
  await cluster.helm('install', ...asForKind(...WITH_STORES), '--values', VALUES);
  await allReady(cluster);
  return {
    cluster,
    nodes,
    visits(name, seconds) {
      // Visits that reach a node which is away hang: no other waits for them.
      const load = ['--rate', String(RATE), '--duration', String(seconds), '--concurrency', '256'];
      return startLoad(cluster, RELEASE, name, [...load, '--mix', 'status:9,png:1'], nodes.controlPlane);
    },
    async areApart() {
      const places = await placesOf(cluster);
      const wanted = Object.fromEntries(PAIRS.map((part) => [part, [...nodes.workers].sort()]));
      assert.deepEqual(Object.fromEntries(PAIRS.map((part) => [part, places[part]])), wanted);
    },
    async isHealthy() {
      await allReady(cluster);
      await until(
        'a doctor who finds nothing wrong',
        async () => cluster.triptych(['doctor', '--release', RELEASE], { codes: [1] }),
        (report) => !report.includes('✘'),
        180,
      );
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Fails unless every visit was as expected, and there were so many conversions. */
export function assertAllSucceeded({ failures, failed, unstarted, kinds }: Summary, leastConversions: number): void {
  assert.deepEqual({ failures, failed, unstarted }, { failures: [], failed: 0, unstarted: 0 });
  const conversions = kinds.find(({ kind }) => kind === 'png')?.succeeded ?? 0;
  assert.ok(conversions >= leastConversions, `${conversions} conversions`);
}
