import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { assertBalanced, seenDown, settledLedgers } from '../stack/support/ledger.ts';
import { until } from '../stack/support/until.ts';
import { assertAllEnded } from './support/accepted.ts';
import { audited } from './support/audited.ts';
import { openRelease } from './support/command.ts';
import { loseNode } from './support/lost-node.ts';
import { nodesAreMissing } from './support/nodes.ts';
import { collectorsThatKeep, servicesHaveSentAll } from './support/queues.ts';
import { allReady, partOf, podsOf, selector, start, stop } from './support/release.ts';
import { assertAllStored } from './support/stored.ts';
import { jobsBetween } from './support/stores.ts';
import { assertAllSucceeded, openTwoWorkers, RATE, type TwoWorkers } from './support/two-workers.ts';

/** What docs/staging.md promises about a node that is lost. */
const SECONDS_UNTIL_ALL_SUCCEED = 90;
/** How long visits come while a worker is killed. */
const SECONDS = 150;

/** The steps build on each other. */
describe('a release on two workers whose database and store are elsewhere', { skip: nodesAreMissing() }, () => {
  let release: TwoWorkers;
  before(async () => {
    release = await openTwoWorkers('triptych-nodes');
  });
  after(() => release?.[Symbol.asyncDispose]());

  it('has the pods of each part on different nodes', async () => {
    await release.areApart();
    await release.isHealthy();
  });

  it('fails no visit and loses no telemetry while a worker is drained and comes back', async () => {
    const { cluster, nodes, visits } = release;
    const [worker = ''] = nodes.workers;
    const since = new Date();
    const { summary } = await visits('load-drain', 90);
    await cluster.kubectl(['drain', worker, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=180s']);
    await cluster.kubectl(['uncordon', worker]);
    assertAllSucceeded(await summary, 80);
    await allReady(cluster);
    assert.ok((await assertAllStored(cluster, since)) >= 80);
  });

  it('has them on different nodes again after a rollout, which moves pods back', async () => {
    const { cluster } = release;
    await cluster.kubectl(['rollout', 'restart', 'deployment', '-l', selector]);
    await allReady(cluster);
    await release.areApart();
    await release.isHealthy();
  });

  it('answers every visit again soon after a worker is killed, and stores what the other one does', async (t) => {
    const { cluster, nodes, visits } = release;
    const [, worker = ''] = nodes.workers;
    const since = new Date();
    const load = await visits('load-kill', SECONDS);
    await until(
      'conversions before',
      () => jobsBetween(cluster, since),
      (jobs) => jobs.length >= 5,
    );
    await using lost = await loseNode(cluster, worker);
    t.diagnostic(`Kubernetes noticed after ${(await lost.noticed()).toFixed(0)} s`);
    const { failed, due, unstarted, failures, startedAt } = await load.summary;
    t.diagnostic(`${failed} of ${due} visits failed: ${JSON.stringify(failures)}`);

    const lostAfter = (lost.since.getTime() - Date.parse(startedAt)) / 1000;
    const last = Math.max(lostAfter, ...failures.map(({ lastDueAt }) => lastDueAt)) - lostAfter;
    t.diagnostic(`every visit that was due ${last.toFixed(0)} s after the end of ${worker} or later succeeded`);
    assert.ok(last <= SECONDS_UNTIL_ALL_SUCCEED, `a visit failed that was due ${last} s after the end of ${worker}`);
    assert.equal(unstarted, 0);
    assert.ok(failed <= due / 10, `${failed} of ${due} visits failed`);

    // No pod of the node that is away had a part in conversions that began after its end.
    const stored = await assertAllStored(cluster, lost.since);
    t.diagnostic(`everything of ${stored} conversions is stored while ${worker} is away`);
    assert.ok(stored >= (SECONDS - lostAfter - SECONDS_UNTIL_ALL_SUCCEED) * (RATE / 10));

    await lost.back();
    await allReady(cluster);
    await release.areApart();
    await release.isHealthy();
    t.diagnostic(`jobs: ${JSON.stringify(await assertAllEnded(cluster, since))}`);
  });

  it('stores what waited on a lost node once that node is back, and the ledger is balanced', async (t) => {
    const { cluster, nodes, visits } = release;
    const [, worker = ''] = nodes.workers;
    const collectors = (await podsOf(cluster)).filter((pod) => partOf(pod) === 'collector');
    const onWorker = collectors.filter(({ spec }) => spec?.nodeName === worker).map(({ metadata }) => metadata?.name);
    await stop(cluster, 'jaeger');
    const since = new Date();
    try {
      await using target = await openRelease(cluster);
      const { prometheus } = target.endpoints;
      const keep = () => collectorsThatKeep(prometheus, 'jaeger');
      await seenDown(prometheus, 'jaeger');
      const load = await visits('load-queue', 20);
      assertAllSucceeded(await load.summary, 15);
      await servicesHaveSentAll(prometheus);
      await until('spans in both queues', keep, (pods) => pods.length === 2);

      await using lost = await loseNode(cluster, worker);
      await lost.noticed();
      await start(cluster, 'jaeger');
      await until(`a queue at ${onWorker} alone`, keep, (pods) => isDeepStrictEqual(pods, onWorker), 120);
      await lost.back();
    } finally {
      await start(cluster, 'jaeger');
    }
    await allReady(cluster);
    t.diagnostic(`every span of ${await assertAllStored(cluster, since)} conversions is stored`);
    assertBalanced(await settledLedgers(audited(cluster)));
  });
});
