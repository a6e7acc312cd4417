import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ask } from '@triptych/client/explore';
import { kubernetes } from '../../cdk8s/src/monitoring/dashboards/kubernetes.ts';
import { panelsOf, queriesOf } from '../../cdk8s/test/monitoring/support/dashboard.ts';
import { BUILT_IN, substitute } from '../../cdk8s/test/monitoring/support/template.ts';
import { until } from '../stack/support/until.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { openRelease } from './support/command.ts';
import { allReady, asForKind, RELEASE } from './support/release.ts';

/** What a release on kind cannot show. */
const ABSENT: Readonly<Record<string, string>> = {
  'How much of each volume is free?': 'volumes of kind are folders of the node, of which its kubelet has no statistics',
  'Which events happened?': 'events are off in the values for kind (collector.kubernetes.events)',
  'Can autoscalers still add pods?': 'the values for kind run one pod of each service, with no autoscaler',
};

/** The others are asked for on a local stack: test/stack/shared/grafana.ts. */
describe('the dashboard of Kubernetes', () => {
  let cluster: Cluster;

  before(async () => {
    cluster = await openCluster('triptych-test');
    await cluster.helm('install', ...asForKind());
    await allReady(cluster);
  });
  after(async () => {
    await cluster?.helm('uninstall', RELEASE, '--wait', '--ignore-not-found');
    await cluster?.[Symbol.asyncDispose]();
  });

  it('has each panel that is an exception here', () => {
    const titles = panelsOf(kubernetes()).map(({ title = '' }) => title);
    assert.deepEqual(
      Object.keys(ABSENT).filter((title) => !titles.includes(title)),
      [],
    );
  });

  for (const panel of panelsOf(kubernetes())) {
    for (const query of queriesOf(panel)) {
      it(`has data for "${panel.title}" (${query.refId})`, { skip: ABSENT[panel.title ?? ''] }, async () => {
        await using target = await openRelease(cluster);
        const asked = { ...query, expr: substitute(query.expr ?? '', BUILT_IN) };
        await until(
          asked.expr,
          () => ask(target.endpoints, asked),
          ({ length }) => length > 0,
          120,
        );
      });
    }
  }
});
