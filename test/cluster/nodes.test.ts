import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../stack/support/until.ts';
import { assertAllEnded } from './support/accepted.ts';
import { loseNode } from './support/lost-node.ts';
import { nodesAreMissing } from './support/nodes.ts';
import { allReady, selector } from './support/release.ts';
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
    const last = Math.max(...failures.map(({ lastDueAt }) => lastDueAt)) - lostAfter;
    t.diagnostic(`the last visit that failed was due ${last.toFixed(0)} s after the end of ${worker}`);
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
});
