import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import type { V1ConfigMap, V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import type { toJson } from '../../cli/src/drill/report/table.ts';
import { type Cluster, openCluster, repository } from './support/cluster.ts';
import { allReady, asForKind, RELEASE, selector } from './support/release.ts';

const DRILLS = [
  'other-service-fails',
  'other-service-silent',
  'invalid-data',
  'converter-hang',
  'backend-killed',
  'postgres-stopped',
  'out-of-memory',
];

describe('drills on a release in a cluster', () => {
  let cluster: Cluster;

  before(async () => {
    cluster = await openCluster('triptych-drill');
    await cluster.helm('install', ...asForKind());
    await allReady(cluster);
  });
  after(() => cluster?.[Symbol.asyncDispose]());

  /** Everything that drills change or create. */
  async function traces() {
    const [configMaps, deployments, statefulSets] = await Promise.all([
      cluster.get<V1ConfigMap>('configmaps', '-l', selector),
      cluster.get<V1Deployment>('deployments', '-l', selector),
      cluster.get<V1StatefulSet>('statefulsets', '-l', selector),
    ]);
    const names = await cluster.kubectl(['get', 'configmaps,services,networkpolicies', '-o', 'name']);
    return {
      data: configMaps.map(({ metadata, data }) => [metadata?.name, data]),
      specs: [...deployments, ...statefulSets].map(({ metadata, spec }) => [metadata?.name, spec]),
      names: names.trim().split('\n').sort(),
      receiver: await cluster.kubectl(['get', 'pod', `${RELEASE}-drill-receiver`, '-o', 'name', '--ignore-not-found']),
    };
  }

  it('make every alert fire and end, and leave the release as it was', async () => {
    const before = await traces();
    const { ok, drills } = JSON.parse(await cluster.triptych(['drill', ...DRILLS, '--json'])) as ReturnType<
      typeof toJson
    >;
    assert.ok(ok);
    assert.deepEqual(
      drills.map(({ name }) => name),
      DRILLS,
    );
    for (const { alert, detect_seconds: detect, resolve_seconds: resolve, query } of drills.flatMap(
      (one) => one.alerts,
    )) {
      assert.ok(detect !== undefined && resolve !== undefined && query, alert);
    }
    await allReady(cluster);
    assert.deepEqual(await traces(), before);
  });

  it('are restored on request after they were killed, and none begins before', async () => {
    const before = await traces();
    const at = ['--context', cluster.context, '-n', cluster.namespace];
    const drill = spawn(process.execPath, [`${repository}/cli/src/main.ts`, 'drill', 'backend-killed', ...at], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const chunk of drill.stdout) if (String(chunk).includes('does not come back')) break;
    drill.kill('SIGKILL');
    await once(drill, 'exit');
    await assert.rejects(cluster.triptych(['drill', 'backend-killed']), /drill --restore/);
    assert.match(await cluster.triptych(['drill', '--restore']), /^Restored: .*StatefulSet proof-prometheus/);
    await allReady(cluster);
    assert.deepEqual(await traces(), before);
  });

  it('are refused by a release that is not for development', async () => {
    await cluster.helm('upgrade', ...asForKind('faultInjection.enabled=false'));
    const before = await traces();
    await assert.rejects(
      cluster.triptych(['drill', 'backend-killed']),
      /user_svc has no faults to start .* faultInjection\.enabled/,
    );
    assert.deepEqual(await traces(), before);
  });
});
