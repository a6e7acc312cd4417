import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { kubeOf } from '../../src/cluster/kube.ts';
import { errorOf, KubeError } from '../../src/cluster/kube-error.ts';
import { configAt, fakeApi, kubeAt } from './support/fake-api.ts';

describe('the API of a cluster', () => {
  it('is the API of the current context, in its namespace', () => {
    const { context, namespace } = kubeOf(configAt('https://example.test', 'shop'), {});
    assert.deepEqual({ context, namespace }, { context: 'here', namespace: 'shop' });
    assert.equal(kubeOf(configAt('https://example.test'), {}).namespace, 'default');
    assert.equal(kubeOf(configAt('https://example.test', 'shop'), { namespace: 'other' }).namespace, 'other');
  });

  it('lists the contexts of the kubeconfig when one is unknown', () => {
    assert.throws(
      () => kubeOf(configAt('https://example.test'), { context: 'there' }),
      /no context "there"; it has here/,
    );
  });

  it('has the time of the server, and reads a null list as an empty one', async () => {
    await using api = await fakeApi({ '/version': { gitVersion: 'v1.34.4' }, '/pods': { items: null } });
    const { body, date, milliseconds } = await api.kube.ask<{ gitVersion: string }>('/version');
    assert.equal(body.gitVersion, 'v1.34.4');
    assert.ok(Math.abs((date?.getTime() ?? 0) - Date.now()) < 2000 && milliseconds > 0);
    assert.deepEqual(await api.kube.get('/pods'), { items: [] });
  });

  it('names the right that is missing', async () => {
    await using api = await fakeApi({});
    await assert.rejects(api.kube.get('/api/v1/namespaces/shop/secrets?labelSelector=owner'), (error) => {
      assert.ok(error instanceof KubeError);
      assert.equal(error.right, 'list secrets in namespace shop');
      assert.equal(error.message, 'you may not list secrets in namespace shop');
      return true;
    });
  });

  it('names the server that does not answer', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const { get } = kubeAt(`http://127.0.0.1:${port}`);
    await assert.rejects(get('/version'), /the API server http:.* does not answer: connect ECONNREFUSED/);
  });
});

describe('a refusal of the API server', () => {
  const forbidden = (message: string) => errorOf('/x', 403, JSON.stringify({ message })).right;

  it('names the missing right', () => {
    assert.equal(
      forbidden(
        'nodes "n1" is forbidden: User "u" cannot get resource "nodes/proxy" in API group "" at the cluster scope',
      ),
      'get nodes/proxy',
    );
    assert.equal(
      forbidden(
        'x is forbidden: User "u" cannot list resource "pods" in API group "metrics.k8s.io" in the namespace "a"',
      ),
      'list pods.metrics.k8s.io in namespace a',
    );
    assert.equal(forbidden('forbidden: User "u" cannot get path "/version"'), 'get /version');
    assert.equal(forbidden('no'), 'get /x');
  });

  it('is shown as it is where it names no right', () => {
    assert.match(errorOf('/x', 401, '').message, /log in again/);
    assert.equal(errorOf('/x', 502, '<html>bad').message, 'the API server answered 502 to GET /x: <html>bad');
  });
});
