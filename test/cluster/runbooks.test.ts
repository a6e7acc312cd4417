import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { userSvc } from '@triptych/client/user-svc';
import { until } from '../stack/support/until.ts';
import { hasAnswer } from '../support/ask.ts';
import { bash } from '../support/bash.ts';
import { fencesOf, pages, titleOf } from '../support/pages.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { noisePicture, openRelease, type Target } from './support/command.ts';
import { allReady, asForKind, RELEASE } from './support/release.ts';
import { openShell, type Shell } from './support/shell.ts';

describe('the runbooks, in a cluster', () => {
  let cluster: Cluster;
  let target: Target;
  let shell: Shell;

  before(async () => {
    cluster = await openCluster('triptych-runbooks');
    shell = await openShell(cluster, RELEASE);
    await cluster.helm('install', ...asForKind());
    // One to go back from.
    await cluster.helm('upgrade', ...asForKind('logLevel=info'));
    target = await openRelease(cluster);
    const client = userSvc(target.endpoints.userSvc);
    await client.follow(await client.start(noisePicture(), { format: 'webp' }));
  });
  after(async () => {
    await target?.[Symbol.asyncDispose]();
    await shell?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  for (const fence of fencesOf(pages, 'promql', 'cluster')) {
    it(`ask in ${titleOf(fence)}`, async () => {
      const ask = () => hasAnswer('promql', target.endpoints.prometheus, fence.text);
      if (fence.mayBeEmpty) await ask();
      else await until(fence.text, ask, Boolean, 120);
    });
  }

  for (const fence of fencesOf(pages, 'sh', 'cluster')) {
    it(`do in ${titleOf(fence)}`, async () => {
      // Some parts are not ready for a moment after another was restarted.
      await until('all pods to be ready', () => allReady(cluster).then(() => true), Boolean, 300);
      // What a new pod uses is known after half a minute.
      const seconds = fence.text.includes(' top ') ? 120 : 0;
      const said = await until(
        fence.text,
        () => bash(fence.text, shell.env),
        () => true,
        seconds,
      );
      assert.ok(fence.mayBeEmpty || said.trim() !== '', 'it says nothing');
    });
  }
});
