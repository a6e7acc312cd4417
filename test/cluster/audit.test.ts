import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { userSvc } from '@triptych/client/user-svc';
import { convertAll } from '../stack/support/convert-all.ts';
import {
  accountOf,
  assertBalanced,
  assertCountedAlike,
  assertSampled,
  countAt,
  seenDown,
  settledLedgers,
} from '../stack/support/ledger.ts';
import { audited } from './support/audited.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { noisePicture, openRelease } from './support/command.ts';
import { startLoad } from './support/load.ts';
import { allReady, asForKind, kill, RELEASE, selector, start, stop } from './support/release.ts';

async function convert(cluster: Cluster, count: number): Promise<void> {
  await using target = await openRelease(cluster);
  await convertAll(userSvc(target.endpoints.userSvc), noisePicture(), count);
}

describe('the ledger of a release whose pods go and come', () => {
  let cluster: Cluster;
  before(async () => {
    cluster = await openCluster('triptych-audit');
    await cluster.helm('install', ...asForKind());
    await allReady(cluster);
  });
  after(() => cluster?.[Symbol.asyncDispose]());

  it('is balanced to the item when nothing goes wrong', async () => {
    await convert(cluster, 10);
    const ledgers = await settledLedgers(audited(cluster));
    assertBalanced(ledgers);
    assertCountedAlike(ledgers);
  });

  for (const backend of ['jaeger', 'loki', 'prometheus']) {
    it(`is balanced after an outage of ${backend}`, async () => {
      await stop(cluster, backend);
      await convert(cluster, 5);
      await start(cluster, backend);
      assertBalanced(await settledLedgers(audited(cluster)));
    });
  }

  it('is balanced after a rollout of every service: the last counts of the old pods arrive, too', async () => {
    const mix = ['--rate', '10', '--duration', '45', '--mix', 'status:9,webp:1'];
    const { summary } = await startLoad(cluster, RELEASE, 'load-rollout', mix);
    await cluster.kubectl(['rollout', 'restart', 'deployment', '-l', selector]);
    // Whether a rollout fails requests is asked in release.test.ts: here each counts, whatever became of it.
    await summary;
    await allReady(cluster);
    const ledgers = await settledLedgers(audited(cluster));
    assertBalanced(ledgers);
    const traces = accountOf(ledgers, 'traces');
    assert.equal(countAt(traces, 'Collector accepted'), countAt(traces, 'services made'));
  });

  it("is balanced after the Collector's pod was killed with a full queue: what it reads back counts once", async () => {
    await stop(cluster, 'jaeger');
    await stop(cluster, 'loki');
    await using target = await openRelease(cluster);
    await seenDown(target.endpoints.prometheus, 'jaeger', 'loki');
    await convert(cluster, 10);
    await kill(cluster, 'collector');
    await convert(cluster, 10);
    await start(cluster, 'jaeger');
    await start(cluster, 'loki');
    await allReady(cluster);
    const ledgers = await settledLedgers(audited(cluster));
    assertBalanced(ledgers);
    const around = accountOf(ledgers, 'traces').sections.find(({ from }) => from === 'services sent');
    assert.match(around?.to ?? '', /^Jaeger/);
  });
});

describe('the ledger of a release that samples, with two Collectors behind two gateways', () => {
  let cluster: Cluster;
  before(async () => {
    cluster = await openCluster('triptych-audit');
    const sampling = ['collector.gateway.enabled=true', 'collector.tailSampling.enabled=true'];
    await cluster.helm('install', ...asForKind(...sampling, 'collector.tailSampling.slowMilliseconds=5000'));
    await allReady(cluster);
  });
  after(() => cluster?.[Symbol.asyncDispose]());

  it('is balanced, and has the spans that were left out in a line of their own', async () => {
    for (let i = 0; i < 6; i++) await convert(cluster, 10);
    const ledgers = await settledLedgers(audited(cluster));
    assertBalanced(ledgers);
    assertSampled(ledgers);
  });
});
