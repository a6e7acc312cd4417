import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findRelease, serviceOf } from '../../src/cluster/release.ts';
import { fakeApi, service } from './support/fake-api.ts';

const HERE = '/api/v1/namespaces/shop/services';
const EVERYWHERE = '/api/v1/services';

describe('the release of a namespace', () => {
  it('is found by the labels of its Services', async () => {
    const headless = service('loki');
    const listed = [{ ...headless, spec: { ...headless.spec, clusterIP: 'None' } }, service('loki'), service('jaeger')];
    await using api = await fakeApi({ [HERE]: { items: listed } });
    const release = await findRelease(api.kube);
    assert.deepEqual([release.name, release.namespace], ['triptych', 'shop']);
    assert.equal(serviceOf(release, 'loki')?.clusterIp, '10.0.0.1');
    assert.equal(serviceOf(release, 'grafana'), undefined);
    assert.deepEqual(api.asked, [`${HERE}?labelSelector=app.kubernetes.io/part-of=triptych`]);
  });

  it('must be named where the namespace has several', async () => {
    await using api = await fakeApi({ [HERE]: { items: [service('loki', 'blue'), service('loki', 'green')] } });
    await assert.rejects(findRelease(api.kube), /several releases in namespace shop: blue, green; .*--release NAME/);
    assert.equal((await findRelease(api.kube, 'green')).services[0]?.name, 'green-loki');
    await assert.rejects(findRelease(api.kube, 'red'), /no release "red" in namespace shop; there is blue, green/);
  });

  it('is searched in other namespaces where its own has none', async () => {
    await using api = await fakeApi({
      [HERE]: { items: [] },
      [EVERYWHERE]: { items: [service('loki', 'triptych', 'staging')] },
    });
    await assert.rejects(findRelease(api.kube), /no release in namespace shop of here; .*: staging \(choose with -n\)/);
  });

  it('may be in another namespace where the user may not search those', async () => {
    await using api = await fakeApi({ [HERE]: { items: [] } });
    await assert.rejects(
      findRelease(api.kube),
      /no release in namespace shop of here; choose another namespace with -n/,
    );
  });
});
