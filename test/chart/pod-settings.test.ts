import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { chart, comparable, helm, parse, plain, template } from './support/helm.ts';
import { complete } from './support/values.ts';

/** The registry of our images, which plays no role here. */
const REGISTRY = 'image.registry=registry.example.com/triptych';

/** Every pod of the chart, that of `helm test` included, by kind and name. */
async function pods(): Promise<Map<string, V1PodSpec>> {
  const rendered = parse(
    await helm('template', 'triptych', chart, '--set', `${REGISTRY},collector.gateway.enabled=true`),
  );
  return new Map(
    rendered.flatMap((object) => {
      const spec = podIn(object);
      return spec ? [[`${object.kind} ${object.metadata.name}`, spec]] : [];
    }),
  );
}

function podIn({ kind, spec }: Manifest): V1PodSpec | undefined {
  if (kind === 'Pod') return spec as unknown as V1PodSpec;
  return (spec as { template?: { spec?: V1PodSpec } } | undefined)?.template?.spec;
}

const containersOf = ({ initContainers = [], containers }: V1PodSpec): V1Container[] => [
  ...initContainers,
  ...containers,
];

describe('every pod of the chart', () => {
  it('has requests and a limit of memory in each container, so that a ResourceQuota accepts it', async () => {
    const found = await pods();
    assert.ok(found.has('Pod triptych-test'));
    assert.ok([...found.values()].some(({ initContainers }) => initContainers));
    for (const [name, pod] of found) {
      for (const { name: container, resources } of containersOf(pod)) {
        const { requests, limits } = resources ?? {};
        assert.ok(requests?.cpu && requests.memory && limits?.memory, `${name}, container ${container}`);
      }
    }
  });

  it('runs on nodes with Linux; the agent of the Collector on all of these, whatever their taints', async () => {
    for (const [name, { nodeSelector, tolerations }] of await pods()) {
      assert.equal(nodeSelector?.['kubernetes.io/os'], 'linux', name);
      const everywhere = tolerations?.some(({ operator, key }) => operator === 'Exists' && !key) ?? false;
      assert.equal(everywhere, name.startsWith('DaemonSet '), name);
    }
  });

  it('meets the Pod Security level "restricted"', async () => {
    for (const [name, pod] of await pods()) {
      assert.equal(pod.securityContext?.runAsNonRoot, true, name);
      assert.equal(pod.securityContext?.seccompProfile?.type, 'RuntimeDefault', name);
      for (const { securityContext } of containersOf(pod)) {
        assert.equal(securityContext?.allowPrivilegeEscalation, false, name);
        assert.deepEqual(securityContext?.capabilities?.drop, ['ALL'], name);
      }
    }
  });
});

describe('a value of null', () => {
  for (const values of [
    { userSvc: { podSecurityContext: null, securityContext: null } },
    { postgres: { podSecurityContext: { runAsUser: null, fsGroup: null }, resources: { limits: null } } },
    { collector: { kubernetes: { agent: { tolerations: null, nodeSelector: null } } } },
    { networkPolicy: { dnsPorts: null }, commonLabels: null, fullnameOverride: null },
  ]) {
    it(`takes a default value away: ${JSON.stringify(values)}`, async () => {
      const rendered = comparable(await template(values));
      assert.deepEqual(rendered, comparable(plain(complete(values))));
      if (!('networkPolicy' in values)) assert.notDeepEqual(rendered, comparable(plain()));
    });
  }

  it('is refused where the chart cannot do without', async () => {
    await assert.rejects(template({ userSvc: { replicas: null } }), /replicas/);
  });
});

describe('rbac.create: false', () => {
  it('leaves out every role and binding', async () => {
    const kinds = (await template({ rbac: { create: false } })).map(({ kind }) => kind);
    assert.deepEqual(
      kinds.filter((kind) => kind.includes('Role')),
      [],
    );
  });
});

describe('peers of the NetworkPolicies', () => {
  const peer = { namespaceSelector: { matchLabels: { name: 'outside' } } };

  /** Parts and ports that the peer may reach. */
  async function reached(purpose: string, collector = {}): Promise<string[]> {
    const policies = (await template({ networkPolicy: { [purpose]: [peer] }, collector })).filter(
      ({ kind }) => kind === 'NetworkPolicy',
    ) as (Manifest & { spec: { ingress?: { from: object[]; ports: { port: number }[] }[] } })[];
    return policies.flatMap(({ metadata, spec }) =>
      (spec.ingress ?? [])
        .filter(({ from }) => JSON.stringify(from) === JSON.stringify([peer]))
        .flatMap(({ ports }) => ports.map(({ port }) => `${metadata.name.replace('triptych-', '')} ${port}`)),
    );
  }

  it('for the API reach user_svc alone', async () => {
    assert.deepEqual(await reached('apiFrom'), ['user-svc 8081']);
  });

  it('for telemetry reach the Collectors alone', async () => {
    assert.deepEqual((await reached('telemetryFrom')).sort(), ['collector 4317', 'collector 4318']);
  });

  it('with a token reach the receiver for them alone, at the first Collector', async () => {
    const otlp = { enabled: true, tls: { secretName: 'certificate' } };
    assert.deepEqual(await reached('otlpFrom'), []);
    assert.deepEqual(await reached('otlpFrom', { otlp }), ['collector 4319', 'collector 4320']);
    const gateway = { enabled: true };
    assert.deepEqual(await reached('otlpFrom', { otlp, gateway }), [
      'collector-gateway 4319',
      'collector-gateway 4320',
    ]);
  });

  it('for monitoring reach what has metrics, and no page of Jaeger', async () => {
    const found = await reached('monitoringFrom');
    assert.ok(found.includes('jaeger 14888') && !found.includes('jaeger 16686'), found.join(', '));
  });

  it('and ports that are empty open nothing', async () => {
    const rendered = await template({ networkPolicy: { dnsPorts: [], apiServerPorts: [] } });
    const policies = rendered.filter(({ kind }) => kind === 'NetworkPolicy');
    assert.ok(policies.length > 5);
    for (const { metadata, spec } of policies) {
      const { egress } = spec as { egress?: { ports?: object[] }[] };
      assert.ok(
        (egress ?? []).every(({ ports = [] }) => ports.length > 0),
        metadata.name,
      );
    }
  });

  it('for everything reach what each of the three reaches', async () => {
    const each = await Promise.all(['apiFrom', 'pagesFrom', 'monitoringFrom'].map((purpose) => reached(purpose)));
    assert.deepEqual((await reached('from')).sort(), [...new Set(each.flat())].sort());
  });
});
