import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  V1Deployment,
  V1NetworkPolicy,
  V1PodSpec,
  V1Secret,
  V1Service,
  V1StatefulSet,
} from '@kubernetes/client-node';
import { parse } from 'yaml';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { fencesOf, readPage } from '../support/pages.ts';
import { template } from './support/helm.ts';
import { validate } from './support/validate.ts';

const OTLP = { enabled: true, tls: { secretName: 'certificate' } };
const RECEIVER = '--config=/etc/otelcol/external.yaml';

const find = <T>(objects: readonly Manifest[], kind: string, name: string) =>
  objects.find((one) => one.kind === kind && one.metadata.name === `triptych-${name}`) as T | undefined;
const podOf = (workload: V1Deployment | V1StatefulSet | undefined): V1PodSpec =>
  workload?.spec?.template.spec ?? assert.fail('there is no such workload');
const argsOf = ({ containers }: V1PodSpec) => containers[0]?.args ?? [];
const projected = ({ volumes = [] }: V1PodSpec) =>
  volumes.flatMap(({ projected }) => projected?.sources?.map(({ secret }) => secret) ?? []);

describe('the receiver for senders outside of the release', () => {
  it('does not exist by default', async () => {
    const rendered = await template();
    assert.equal(find(rendered, 'Service', 'collector-otlp'), undefined);
    assert.equal(find(rendered, 'Secret', 'collector'), undefined);
    const pod = podOf(find<V1StatefulSet>(rendered, 'StatefulSet', 'collector'));
    assert.ok(!argsOf(pod).includes(RECEIVER));
    assert.deepEqual(
      pod.containers[0]?.ports?.map(({ containerPort }) => containerPort),
      [4317, 4318, 13133],
    );
  });

  it('has a Service of its own with the usual ports, of the type and with the annotations of the values', async () => {
    const service = {
      type: 'LoadBalancer',
      annotations: { 'example.com/scheme': 'internal' },
      loadBalancerSourceRanges: ['203.0.113.0/24'],
    };
    const rendered = await template({ collector: { otlp: { ...OTLP, service } } });
    for (const object of rendered) await validate(object);
    const { metadata, spec } = find<V1Service>(rendered, 'Service', 'collector-otlp') ?? assert.fail();
    assert.deepEqual(metadata?.annotations, service.annotations);
    assert.equal(spec?.type, 'LoadBalancer');
    assert.deepEqual(spec?.loadBalancerSourceRanges, ['203.0.113.0/24']);
    assert.deepEqual(
      spec?.ports?.map(({ port, targetPort }) => [port, targetPort]),
      [
        [4317, 'otlp-grpc-tls'],
        [4318, 'otlp-http-tls'],
      ],
    );
    const inside = find<V1Service>(rendered, 'Service', 'collector');
    assert.equal(inside?.spec?.type, 'ClusterIP');
    assert.deepEqual(
      inside?.spec?.ports?.map(({ targetPort }) => targetPort),
      ['otlp-grpc', 'otlp-http'],
    );
  });

  it('reads certificate and token from files of Secrets, never from arguments or the environment', async () => {
    const bearerToken = { existingSecret: 'senders', key: 'tokens' };
    const rendered = await template({ collector: { otlp: { ...OTLP, bearerToken } } });
    const pod = podOf(find<V1StatefulSet>(rendered, 'StatefulSet', 'collector'));
    assert.ok(argsOf(pod).includes(RECEIVER));
    assert.deepEqual(projected(pod), [
      { name: 'senders', items: [{ key: 'tokens', path: 'token' }] },
      {
        name: 'certificate',
        items: [
          { key: 'tls.crt', path: 'tls.crt' },
          { key: 'tls.key', path: 'tls.key' },
        ],
      },
    ]);
    assert.doesNotMatch(JSON.stringify(pod.containers), /secretKeyRef|senders/);
    assert.equal(find(rendered, 'Secret', 'collector'), undefined);
  });

  it('has a token that the chart makes, where the values name no Secret', async () => {
    const rendered = await template({ collector: { otlp: OTLP } });
    const { stringData } = find<V1Secret>(rendered, 'Secret', 'collector') ?? assert.fail();
    assert.match(stringData?.token ?? '', /^\w{32}$/);
    const pod = podOf(find<V1StatefulSet>(rendered, 'StatefulSet', 'collector'));
    assert.deepEqual(projected(pod)[0], { name: 'triptych-collector', items: [{ key: 'token', path: 'token' }] });
  });

  it('is open to everybody while the values name no peers', async () => {
    const rendered = await template({ collector: { otlp: OTLP } });
    const policy = find<V1NetworkPolicy>(rendered, 'NetworkPolicy', 'collector');
    assert.deepEqual(policy?.spec?.ingress?.at(-1), {
      ports: [4319, 4320].map((port) => ({ port, protocol: 'TCP' })),
    });
  });

  it('is at the gateway where there is one, and not at the Collectors behind', async () => {
    const rendered = await template({ collector: { otlp: OTLP, gateway: { enabled: true } } });
    for (const object of rendered) await validate(object);
    const gateway = podOf(find<V1Deployment>(rendered, 'Deployment', 'collector-gateway'));
    const behind = podOf(find<V1StatefulSet>(rendered, 'StatefulSet', 'collector'));
    assert.deepEqual(argsOf(gateway).slice(-2), [RECEIVER, '--config=/etc/otelcol/external-gateway.yaml']);
    assert.equal(projected(gateway).length, 2);
    assert.ok(!argsOf(behind).includes(RECEIVER));
    assert.deepEqual(projected(behind), []);
    const service = find<V1Service>(rendered, 'Service', 'collector-otlp');
    assert.equal(service?.spec?.selector?.['app.kubernetes.io/name'], 'collector-gateway');
  });
});

describe('docs/your-service.md', () => {
  const values = fencesOf([readPage('docs/your-service.md')], 'yaml')
    .map(({ text }) => parse(text) as Record<string, unknown>)
    .filter((one) => one.kind === undefined);

  it('has values for senders inside and outside of the cluster, which the chart accepts together', async () => {
    assert.deepEqual(values.flatMap(Object.keys), ['networkPolicy', 'collector']);
    const rendered = await template(Object.assign({}, ...values));
    for (const object of rendered) await validate(object);
    const policy = find<V1NetworkPolicy>(rendered, 'NetworkPolicy', 'collector');
    const opened = policy?.spec?.ingress?.filter((rule) => !JSON.stringify(rule).includes('podSelector'));
    assert.deepEqual(
      opened?.map(({ ports = [] }) => ports.map(({ port }) => port)),
      [
        [4317, 4318],
        [4319, 4320],
      ],
    );
  });
});
