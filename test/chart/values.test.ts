import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TObject, TSchema } from 'typebox';
import { leaves } from '../../cdk8s/src/chart/values-file.ts';
import { nested } from '../../cdk8s/src/template/merge.ts';
import { Values } from '../../cdk8s/src/values.ts';
import { chart, comparable, helm, plain, template } from './support/helm.ts';
import { another, complete, REQUIRED } from './support/values.ts';

const rendered = (values: object) => comparable(plain(complete(values)));

/** Values that have an effect only together with another value. */
const TOGETHER: readonly (readonly [of: RegExp, together: string, value: unknown])[] = [
  [/^(.*\.serviceAccount)\.name$/, '$1.create', false],
  [/^(.*)\.autoscaling\.[mt].*$/, '$1.autoscaling.enabled', true],
  [/^((?:grafana\.|console\.)?(?:ingress|httpRoute))\..*$/, '$1.enabled', true],
  [/^(verify)\..*$/, '$1.enabled', true],
  [/^(grafana\.dashboards\.configMaps)\.labels$/, '$1.enabled', true],
  [/^(console)\.userHeader$/, '$1.access', 'proxy'],
  [/^(console)\.hosts$/, '$1.access', 'open'],
  [/^(collector\.gateway)\..*$/, '$1.enabled', true],
  [/^(collector\.otlp)\..*$/, '$1.enabled', true],
  [/^(collector\.otlp\.service)\.loadBalancerSourceRanges$/, '$1.type', 'LoadBalancer'],
  [/^networkPolicy\.otlpFrom$/, 'collector.otlp.enabled', true],
  [/^(jaeger|loki|prometheus)\.(otlpEndpoint|queryUrl|headers|headersSecret)$/, '$1.mode', 'external'],
  [/^(jaeger|loki|prometheus)\.headersSecret$/, '$1.headers', [{ name: 'Authorization', key: 'token' }]],
  [/^prometheus\.operatorLabels$/, 'prometheus.mode', 'operator'],
  [/^(alertmanager)\.address$/, '$1.mode', 'external'],
  [/^jaeger\.storage\.(url|indexPrefix|existingSecret)$/, 'jaeger.storage.type', 'elasticsearch'],
  [/^jaeger\.storage\.(keyspace|datacenter|replicationFactor|tls)$/, 'jaeger.storage.type', 'cassandra'],
  [/^loki\.storage\.(endpoint|region|bucket|existingSecret)$/, 'loki.storage.type', 's3'],
  [/^(collector\.tailSampling)\..*$/, '$1.enabled', true],
  [/^(.*\.persistence)\.(size|storageClass|existingClaim)$/, '$1.enabled', true],
  [/^(postgres)\.(host|port|user|database|sslMode)$/, '$1.mode', 'external'],
  [/^(postgres)\.(port|user|database|sslMode)$/, '$1.host', 'db.example.com'],
  [/^(caBundle)\.key$/, '$1.configMap', 'authorities'],
  [/^objectStore\.endpoint$/, 'objectStore.mode', 'external'],
];

describe('every value', () => {
  for (const { path } of leaves()) {
    if (path === 'enabled' || path.startsWith('test.')) continue;
    it(`${path} changes what is installed`, () => {
      const base = TOGETHER.filter(([of, together]) => of.test(path) && path.replace(of, together) !== path).reduce(
        (all, [of, together, value]) => complete(nested(path.replace(of, together), value), all),
        complete({}),
      );
      const value = another(path.split('.').at(-1) ?? '', schemaOf(path));
      assert.notDeepEqual(rendered(complete(nested(path, value), base)), rendered(base));
    });
  }

  it('of the tests changes what helm test runs', async () => {
    const args = ['template', 'triptych', chart, '--show-only', 'templates/test.yaml'];
    const registry = `image.registry=${REQUIRED.image.registry}`;
    const changed = await helm(...args, '--set', `${registry},test.timeoutSeconds=7,test.image.tag=other`);
    assert.match(changed, /"7"/);
    assert.match(changed, /triptych\/cli:other/);
  });
});

describe('an invalid value', () => {
  for (const [wrong, message] of [
    ['userSvc.replicas=none', /userSvc\/replicas|userSvc\.replicas/],
    ['userSvc.replica=3', /replica/],
    ['loki.mode=elsewhere', /loki.*mode|mode.*bundled/s],
    ['loki.retention=forever', /retention/],
    ['prometheus.persistence.size=big', /size/],
    ['image.pullPolicy=Sometimes', /pullPolicy/],
    ['alertmanager.receivers.email.smarthost=mail.example.com', /smarthost/],
    ['collector.tailSampling.keepPercent=101', /keepPercent/],
    ['collector.otlp.service.type=ExternalName', /type/],
    ['collector.otlp.service.loadBalancerSourceRanges[0]=everybody', /loadBalancerSourceRanges/],
    ['services[0].availability=0.9', /services.*name/s],
    ['services[0].name=a,services[0].availability=1', /services.*availability/s],
    ['services[0].name=a,services[0].latency.seconds=3', /seconds.*0\.5, 1, 2\.5/s],
    ['image.tag=1.0.0:latest', /image.*tag/],
    ['loki.image.tag=3.7.8@sha256:12', /loki.*tag/],
    ['commonLabels.app\\.kubernetes\\.io/name=mine', /commonLabels/],
  ] as const) {
    it(`such as ${wrong} is refused, and the message names it`, async () => {
      await assert.rejects(template({}, '--set', wrong), message);
    });
  }
});

function schemaOf(path: string): TSchema {
  return path.split('.').reduce<TSchema>((schema, key) => (schema as TObject).properties[key] as TSchema, Values);
}
