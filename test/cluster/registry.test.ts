import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findTrace } from '@triptych/client/jaeger';
import { queryExemplars } from '@triptych/client/prometheus';
import { images } from '../../scripts/images/image.ts';
import { cloneForRelease, NO_CLONE, type ReleaseClone } from '../support/release-clone.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { openRelease } from './support/command.ts';
import { startLoad } from './support/load.ts';
import { type NodeRegistry, startNodeRegistry } from './support/registry.ts';
import { allReady, podsOf, RELEASE } from './support/release.ts';

const VERSIONS = ['1.0.0', '1.1.0'] as const;
/** 20 take 7 minutes. */
const HELM_TESTS = Number(process.env.TRIPTYCH_HELM_TESTS ?? 3);
/** The Collector holds a trace back for 15 s, and exemplars arrive within 10 s. */
const DECISION_SECONDS = 40;

/** What docs/staging.md does, with the sampling and the Collectors of staging.yaml. The steps build on each other. */
describe('a release from a registry, of which 20 % of the traces are kept', { skip: NO_CLONE }, () => {
  let cluster: Cluster;
  let registry: NodeRegistry;
  let clone: ReleaseClone;
  const startedAt = new Date();

  before(async () => {
    cluster = await openCluster('triptych-registry', { load: false });
    registry = await startNodeRegistry(cluster.context.replace(/^kind-/, ''));
    clone = cloneForRelease();
    for (const version of VERSIONS) await clone.release(`${registry.address}/triptych`, version);
  });
  after(async () => {
    const references = VERSIONS.flatMap((version) => images.map(({ name }) => referenceOf(name, version)));
    await clone?.run('docker', 'rmi', '--force', ...references).catch(() => {});
    clone?.[Symbol.dispose]();
    await cluster?.[Symbol.asyncDispose]();
    await registry?.[Symbol.asyncDispose]();
  });

  const referenceOf = (name: string, version: string) => `${registry.address}/triptych/${name}:${version}`;
  const published = (version: string): string[] => [
    RELEASE,
    `oci://${registry.address}/triptych/triptych`,
    ...['--version', version, '--plain-http', '--values', `${clone.folder}/charts/environments/dev.yaml`],
    // The values for kind name images that no registry has.
    ...['--set', `image.registry=${registry.address}/triptych,nodePorts.enabled=false`],
    ...['--set', 'collector.tailSampling.enabled=true,collector.tailSampling.keepPercent=20'],
    ...['--set', 'collector.gateway.enabled=true,collector.gateway.replicas=2'],
    ...['--wait', '--timeout', '5m'],
  ];
  /** The images of the release's pods that are ours. */
  const running = async () => {
    const pods = await podsOf(cluster);
    const all = pods.flatMap(({ spec }) => (spec?.containers ?? []).map(({ image = '' }) => image));
    return [...new Set(all.filter((image) => image.startsWith(registry.address)))].sort();
  };
  const services = images.filter(({ service }) => service).map(({ name }) => name);
  const runs = async (version: string) =>
    assert.deepEqual(await running(), services.map((name) => referenceOf(name, version)).sort());
  const startStatusLoad = (name: string) =>
    startLoad(cluster, RELEASE, name, '--rate 20 --duration 60 --concurrency 128 --mix status:1'.split(' '));

  it('is installed by the command of the page, from the images of the registry', async () => {
    await cluster.helm('install', ...published('1.0.0'));
    await allReady(cluster);
    await runs('1.0.0');
  });

  it(`passes helm test ${HELM_TESTS} times in ${HELM_TESTS}`, async () => {
    for (let i = 0; i < HELM_TESTS; i++) await cluster.helm('test', RELEASE, '--timeout', '4m');
  });

  it('has no exemplar that does not open', async () => {
    const mix = 'status:60,webp:10,png:10,jpeg:5,bad:15';
    const { summary } = await startLoad(cluster, RELEASE, 'load-mixed', [
      '--rate',
      '10',
      '--duration',
      '40',
      '--mix',
      mix,
    ]);
    assert.deepEqual((await summary).failures, []);
    await delay(DECISION_SECONDS * 1000);
    await using target = await openRelease(cluster);
    const exemplars = await queryExemplars(target.endpoints.prometheus, '{__name__=~".+"}', startedAt);
    const traceIds = new Set(exemplars.map(({ traceId }) => traceId));
    assert.ok(traceIds.size > 20, `${traceIds.size}`);
    for (const traceId of traceIds) {
      assert.ok((await findTrace(target.endpoints.jaeger, traceId)).length > 0, `${traceId} is not in Jaeger`);
    }
  });

  it('fails no request while a second version takes its place, nor while it comes back', async () => {
    const upgraded = await startStatusLoad('load-upgrade');
    await cluster.helm('upgrade', ...published('1.1.0'));
    assert.deepEqual((await upgraded.summary).failures, []);
    await allReady(cluster);
    await runs('1.1.0');

    const rolledBack = await startStatusLoad('load-rollback');
    await cluster.helm('rollback', RELEASE, '1', '--wait', '--timeout', '5m');
    assert.deepEqual((await rolledBack.summary).failures, []);
    await allReady(cluster);
    await runs('1.0.0');
    await cluster.helm('test', RELEASE, '--timeout', '4m');
  });
});
