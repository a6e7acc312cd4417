import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose } from '../../../src/cluster/doctor/diagnose.ts';
import { podView } from '../../../src/cluster/doctor/gather/workloads.ts';
import { gather } from '../../../src/cluster/doctor/gather.ts';
import { fakeApi, kubeAt, service } from '../support/fake-api.ts';

const levels = (sections: ReturnType<typeof diagnose>) =>
  sections.flatMap(({ findings }) => findings.map(({ level, what }) => `${level}: ${what}`));

describe('the readings of the doctor', () => {
  it('name the missing right where all are forbidden', async () => {
    await using api = await fakeApi({});
    const found = levels(diagnose(await gather(api.kube, undefined, {})));
    assert.ok(found.length > 0 && found.every((line) => line.startsWith('warn: ')), found.join('\n'));
    assert.match(found.join('\n'), /release: not known without the right to list services in namespace shop/);
  });

  it('name each missing right where only Services may be listed', async () => {
    await using api = await fakeApi({
      '/version': { gitVersion: 'v1.34.4' },
      '/api/v1/namespaces/shop/services': { items: [service('loki')] },
    });
    const found = levels(diagnose(await gather(api.kube, undefined, {})));
    assert.deepEqual(
      found.filter((line) => line.startsWith('fail')),
      [],
    );
    for (const right of ['secrets', 'deployments', 'pods', 'networkpolicies', 'leases', 'endpointslices']) {
      assert.ok(
        found.some((line) => line.includes(`without the right to list ${right}`)),
        right,
      );
    }
  });

  it('are one line where no API server answers', async () => {
    const snapshot = await gather(kubeAt('http://127.0.0.1:1'), undefined, {});
    assert.match(
      levels(diagnose(snapshot)).join('\n'),
      /^fail: the API server http:\/\/127\.0\.0\.1:1 does not answer/,
    );
  });
});

describe('a pod', () => {
  const status = (state: object, lastState = {}) => ({
    containerStatuses: [{ name: 'loki', restartCount: 3, ready: false, image: '', imageID: '', state, lastState }],
  });
  const spec = { containers: [{ name: 'loki', resources: { limits: { memory: '1.5Gi' } } }] };

  it('has the reason why it waits, and its last end', () => {
    const terminated = { exitCode: 137, reason: 'OOMKilled', finishedAt: new Date(Date.now() - 5000) };
    const view = podView({ spec, status: status({ waiting: { reason: 'CrashLoopBackOff' } }, { terminated }) });
    assert.equal(view.trouble, 'CrashLoopBackOff');
    const [container] = view.containers;
    assert.equal(container?.restarts, 3);
    assert.deepEqual([container?.lastEnd?.reason, Math.round(container?.lastEnd?.secondsAgo ?? 0)], ['OOMKilled', 5]);
    assert.equal(container?.resources.memoryLimit, 1.5 * 2 ** 30);
  });

  it('is in no trouble while its container is being created', () => {
    assert.equal(podView({ spec, status: status({ waiting: { reason: 'ContainerCreating' } }) }).trouble, undefined);
  });

  it('has the reason why it is not scheduled', () => {
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' };
    assert.equal(podView({ status: { conditions: [condition] } }).trouble, 'Unschedulable: 0/1 nodes');
  });
});
