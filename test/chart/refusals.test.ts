import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusals } from '../../cdk8s/src/refusals/refusals.ts';
import { decided } from '../../cdk8s/src/template/condition.ts';
import { merge } from '../../cdk8s/src/template/merge.ts';
import { undecided } from '../../cdk8s/src/template/undecided.ts';
import { template } from './support/helm.ts';
import { complete } from './support/values.ts';

const ADDRESSES = { otlpEndpoint: 'http://example.com', queryUrl: 'http://example.com' };
const LARGE = { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } };

/** Values that cannot work, what the refusal says, and the values that make them possible. */
const REFUSED: readonly (readonly [refused: object, why: RegExp, remedy: object])[] = [
  ...['jaeger', 'loki', 'prometheus'].map(
    (name) =>
      [
        { [name]: { ...ADDRESSES, mode: 'external', otlpEndpoint: '' } },
        new RegExp(`${name}.otlpEndpoint is empty`),
        { [name]: ADDRESSES },
      ] as const,
  ),
  [
    { prometheus: { ...ADDRESSES, mode: 'operator', queryUrl: '' } },
    /prometheus.queryUrl is empty/,
    { grafana: { mode: 'disabled' } },
  ],
  [
    { verify: { enabled: true }, jaeger: { mode: 'disabled' } },
    /verify.enabled is true, but jaeger, loki or prometheus is disabled/,
    { verify: { enabled: false } },
  ],
  [{ alertmanager: { mode: 'external' } }, /alertmanager.address is empty/, { alertmanager: { address: 'a:9093' } }],
  ...['elasticsearch', 'cassandra'].map(
    (type) =>
      [
        { jaeger: { storage: { type } } },
        /jaeger.storage.url is empty/,
        { jaeger: { storage: { url: 'a' } } },
      ] as const,
  ),
  [{ services: [{ name: 'a' }, { name: 'a' }] }, /two entries with the same name/, { services: [{ name: 'a' }] }],
  [{ services: [{ name: 'console_web' }] }, /a part of Triptych/, { services: [{ name: 'checkout' }] }],
  [{ loki: { storage: { type: 's3' } } }, /loki.storage.bucket is empty/, { loki: { storage: { bucket: 'lines' } } }],
  [{ objectStore: { bucket: '' } }, /objectStore.bucket is empty/, { objectStore: { bucket: 'pictures' } }],
  [{ httpRoute: { enabled: true } }, /httpRoute.parentRefs is empty/, { httpRoute: { parentRefs: [{ name: 'a' }] } }],
  [{ postgres: { mode: 'external' } }, /postgres.existingSecret is empty/, { postgres: { existingSecret: 'a' } }],
  [
    { loki: { headers: [{ name: 'Authorization', key: 'token' }] } },
    /loki.headersSecret is empty/,
    { loki: { headersSecret: 'access' } },
  ],
  [
    { postgres: { mode: 'external' } },
    /postgres.existingSecret is empty/,
    { jobSvc: { env: [{ name: 'DATABASE_URL', value: 'postgres://a/b' }] } },
  ],
  ...['pagerduty', 'slack', 'webhook', 'watchdog'].map(
    (name) =>
      [
        { alertmanager: { receivers: { [name]: { enabled: true } } } },
        /alertmanager.existingSecret is empty/,
        { alertmanager: { existingSecret: 'a' } },
      ] as const,
  ),
  [
    { alertmanager: { receivers: { email: { to: 'a@b.com' } } } },
    /from or smarthost is empty/,
    { alertmanager: { receivers: { email: { from: 'c@b.com', smarthost: 'mail:25' } } } },
  ],
  [
    { collector: { otlp: { enabled: true, service: { type: 'LoadBalancer' } } } },
    /without TLS everybody on the way could read the token/,
    { collector: { otlp: { tls: { secretName: 'certificate' } } } },
  ],
  [{ caBundle: { configMap: 'a', secret: 'b' } }, /a ConfigMap and a Secret/, { caBundle: { secret: '' } }],
  [
    { prometheus: { retention: { size: '11GB' } } },
    /prometheus.retention.size is larger/,
    { prometheus: { persistence: { size: '11Gi' } } },
  ],
  [
    { collector: { queueBytes: 6_000_000_000 } },
    /collector.queueBytes/,
    { collector: { persistence: { existingClaim: 'large' } } },
  ],
  [
    { imageSvc: { poolSize: 4 } },
    /imageSvc.poolSize converters/,
    { imageSvc: { resources: { limits: { memory: '2Gi' } } } },
  ],
  [
    { collector: { memoryLimitMiB: 500 } },
    /collector.memoryLimitMiB is larger/,
    { collector: { memoryLimitMiB: 300 } },
  ],
  [
    { collector: { kubernetes: { agent: { memoryLimitMiB: 500 } } } },
    /collector.kubernetes.agent.memoryLimitMiB is larger/,
    { collector: { kubernetes: { agent: { resources: { limits: { memory: 700_000_000 } } } } } },
  ],
  [
    { loki: { resources: LARGE } },
    /loki.resources.requests.memory/,
    { loki: { resources: { limits: { memory: '2G' }, requests: { memory: '1.5Gi' } } } },
  ],
  [
    { jobSvc: { autoscaling: { enabled: true, minReplicas: 7 } } },
    /jobSvc.autoscaling.minReplicas is larger/,
    { jobSvc: { autoscaling: { maxReplicas: 7 } } },
  ],
  [{ faultInjection: { enabled: true } }, /the services refuse to start/, { environment: 'development' }],
];

describe('values that cannot work together', () => {
  for (const [refused, why, remedy] of REFUSED) {
    const name = `${JSON.stringify(refused)}, unless ${JSON.stringify(remedy)}`;
    it(`are refused by Helm and for plain manifests: ${name}`, async () => {
      await assert.rejects(template(refused), why);
      assert.ok(reasons(refused).some((reason) => why.test(reason)));
      const repaired = merge(refused, remedy) as object;
      await template(repaired);
      assert.deepEqual(reasons(repaired), []);
    });
  }
});

function reasons(changes: object): string[] {
  return refusals(undecided(complete(changes))).flatMap(({ when, why }) => (decided(when) ? [why] : []));
}
