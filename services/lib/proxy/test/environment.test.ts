import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exemptInternalHosts } from '../src/environment.ts';
import { isInternalHost } from '../src/internal-host.ts';

const exempted = (env: Record<string, string | undefined>) => {
  exemptInternalHosts(env);
  return env.no_proxy?.split(',') ?? [];
};

describe('internal hosts', () => {
  for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.8.9.1', '::1', '[::1]', 'otelcol', 'job-svc'])
    it(`include ${host}`, () => assert.ok(isInternalHost(host)));
  for (const host of ['loki.monitoring.svc', 'loki.monitoring.svc.cluster.local', 'LOKI.ns.SVC.', 'nas.local'])
    it(`include ${host}`, () => assert.ok(isInternalHost(host)));
  for (const host of [
    '',
    'example.com',
    '10.1.2.3',
    '1270.0.0.1',
    '127.0.0.1.example.com',
    'svc.example.com',
    'fd00::1',
  ])
    it(`do not include "${host}"`, () => assert.ok(!isInternalHost(host)));
});

describe('an environment with a proxy', () => {
  it('exempts loopback, clusters, and the names without a dot of its URLs', () => {
    const hosts = exempted({
      http_proxy: 'http://proxy:3128',
      JOB_SVC_URL: 'http://job-svc:8082/',
      DATABASE_URL: 'postgres://user:secret@postgres:5432/db',
      LOKI: 'https://loki.example.com:3100',
      LOCAL: 'http://127.9.9.9:1,http://minio:9000',
    });
    for (const host of ['localhost', '127.0.0.1', '127.0.0.0/8', '::1', '.svc', '.cluster.local', '.local'])
      assert.ok(hosts.includes(host), host);
    for (const host of ['job-svc', 'postgres', '127.9.9.9', 'minio']) assert.ok(hosts.includes(host), host);
    for (const host of ['proxy', 'loki.example.com', 'user', 'secret']) assert.ok(!hosts.includes(host), host);
  });

  it('keeps what either variable exempts, without blanks and empty entries', () => {
    const env = { HTTP_PROXY: 'http://proxy:3128', no_proxy: 'a.example, ,b.example,', NO_PROXY: 'c.example' };
    assert.deepEqual(exempted(env).slice(0, 3), ['a.example', 'b.example', 'c.example']);
    assert.equal(env.NO_PROXY, env.no_proxy);
  });

  it('exempts everything where "*" does', () => {
    const env: Record<string, string> = { https_proxy: 'http://proxy:3128', NO_PROXY: '*' };
    assert.deepEqual(exempted(env), ['*']);
    assert.equal(env.no_grpc_proxy, ',');
  });

  it('gives gRPC the proxy of an upper-case variable, unless a lower-case one names another', () => {
    const upper: Record<string, string> = { HTTP_PROXY: 'http://one:1', HTTPS_PROXY: 'http://two:2' };
    exemptInternalHosts(upper);
    assert.equal(upper.grpc_proxy, 'http://two:2');
    const both: Record<string, string> = { HTTPS_PROXY: 'http://two:2', http_proxy: 'http://three:3' };
    exemptInternalHosts(both);
    assert.equal(both.grpc_proxy, undefined);
  });

  it('stays the same when it is changed again', () => {
    const env = { http_proxy: 'http://proxy:3128', no_proxy: 'a.example', no_grpc_proxy: 'b.example' };
    exemptInternalHosts(env);
    const { no_proxy: once } = env;
    exemptInternalHosts(env);
    assert.equal(env.no_proxy, once);
  });
});

describe('an environment without a proxy', () => {
  it('is not changed', () => {
    const env = { JOB_SVC_URL: 'http://job-svc:8082', no_proxy: 'a.example' };
    exemptInternalHosts(env);
    assert.deepEqual(env, { JOB_SVC_URL: 'http://job-svc:8082', no_proxy: 'a.example' });
  });
});
