import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1Container, V1EnvVar, V1PodSpec } from '@kubernetes/client-node';
import { leaves } from '../../cdk8s/src/chart/values-file.ts';
import { merge, nested } from '../../cdk8s/src/template/merge.ts';
import { chart, comparable, helm, parse, plain } from './support/helm.ts';
import { complete } from './support/values.ts';

interface Pod {
  readonly name: string;
  readonly spec: V1PodSpec;
}

/** Every pod of the release, that of `helm test` included. */
function podsOf(objects: readonly { metadata: { name: string }; kind: string }[]): Pod[] {
  return objects.flatMap((object) => {
    const { spec = {} } = object as unknown as { spec?: { template?: { spec: V1PodSpec }; containers?: unknown } };
    const pod = object.kind === 'Pod' ? (spec as V1PodSpec) : spec.template?.spec;
    return pod ? [{ name: object.metadata.name, spec: pod }] : [];
  });
}

const render = async (values: object) =>
  parse(await helm('template', 'triptych', chart, '-n', 'triptych', ...set(values)));
const set = (values: object) =>
  Object.entries({ 'image.registry': 'registry.example.com', ...values }).flatMap(([key, value]) => [
    '--set-json',
    `${key}=${JSON.stringify(value)}`,
  ]);

/** Every part at once: what some modes leave out, other values bring back. */
const EVERYTHING = {
  'verify.enabled': true,
  'collector.gateway.enabled': true,
  'collector.kubernetes.events': true,
  'ingress.enabled': true,
  'ingress.host': 'a.example.com',
  'ingress.tlsSecret': 'tls',
  'caBundle.configMap': 'authorities',
  'objectStore.endpoint': 'https://s3.example.com',
};

const ELSEWHERE = { mode: 'external', otlpEndpoint: 'https://a.example.com/otlp', queryUrl: 'https://a.example.com' };

/** One value for every part. */
const everywhere = (key: string, value: unknown) =>
  Object.fromEntries(
    leaves()
      .filter(({ path }) => path.endsWith(`.${key}`))
      .map(({ path }) => [path, value]),
  );
const asMaps = (values: object) =>
  Object.entries(values).reduce((all, [path, value]) => merge(all, nested(path, value)) as object, {});
const main = ({ spec }: Pod) => spec.containers[0] as V1Container;
const namesOf = (env: readonly V1EnvVar[] = []) => env.map(({ name }) => name);
const repeated = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);

describe('the environment of a container', () => {
  it('has each variable once, also where the values name every variable of the chart again', async () => {
    const set = [...new Set(podsOf(await render(EVERYTHING)).flatMap((pod) => namesOf(main(pod).env)))];
    assert.ok(set.length > 50, `${set.length} variables`);
    const again = set.map((name) => ({ name, value: 'mine' }));
    const pods = podsOf(await render({ ...EVERYTHING, ...everywhere('env', again) }));
    assert.equal(pods.length, 17);
    for (const pod of pods) {
      const { env = [] } = main(pod);
      assert.deepEqual(repeated(namesOf(env)), [], pod.name);
      assert.deepEqual(new Set(env.map(({ value }) => value)), new Set(['mine']), pod.name);
    }
  });

  it('is the same in plain manifests', async () => {
    const env = ['HOST', 'GOGC', 'PGDATA', 'AWS_REGION'].map((name) => ({ name, value: 'mine' }));
    const values = { ...EVERYTHING, ...everywhere('env', env) };
    const rendered = (await render(values)).filter(({ kind }) => kind !== 'Pod');
    assert.deepEqual(
      comparable(rendered),
      comparable(plain(complete(asMaps({ 'image.registry': 'registry.example.com', ...values })))),
    );
  });
});

describe('every pod', () => {
  const added = {
    envFrom: [{ secretRef: { name: 'more' } }],
    extraVolumes: [{ name: 'more', emptyDir: {} }],
    extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
    extraContainers: [{ name: 'sidecar', image: 'busybox' }],
    extraInitContainers: [{ name: 'first', image: 'busybox' }],
  };

  it('takes volumes, mounts, sources of variables and containers from the values', async () => {
    const all = Object.entries(added).map(([key, value]) => everywhere(key, value));
    for (const pod of podsOf(await render(Object.assign({ ...EVERYTHING }, ...all)))) {
      const { spec, name } = pod;
      assert.deepEqual(main(pod).envFrom, added.envFrom, name);
      assert.deepEqual(spec.volumes?.at(-1), added.extraVolumes[0], name);
      assert.deepEqual(main(pod).volumeMounts?.at(-1), added.extraVolumeMounts[0], name);
      assert.deepEqual(spec.containers.slice(1), added.extraContainers, name);
      assert.deepEqual(spec.initContainers?.[0], added.extraInitContainers[0], name);
      assert.deepEqual(repeated(spec.volumes?.map((volume) => volume.name) ?? []), [], name);
    }
  });

  it('trusts the authorities of the bundle: Node.js and Go read its file', async () => {
    for (const kind of ['configMap', 'secret']) {
      for (const pod of podsOf(await render({ ...EVERYTHING, 'caBundle.configMap': '', [`caBundle.${kind}`]: 'ca' }))) {
        const variables = Object.fromEntries((main(pod).env ?? []).map(({ name, value }) => [name, value]));
        assert.equal(variables.NODE_EXTRA_CA_CERTS, '/etc/triptych/ca/ca.crt', pod.name);
        assert.equal(variables.SSL_CERT_DIR, '/etc/ssl/certs:/etc/triptych/ca', pod.name);
        const volume = pod.spec.volumes?.find(({ name }) => name === 'ca-bundle');
        assert.deepEqual(volume?.projected?.sources, [
          { [kind]: { name: 'ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        ]);
        assert.ok(
          main(pod).volumeMounts?.some(({ mountPath }) => mountPath === '/etc/triptych/ca'),
          pod.name,
        );
      }
    }
  });

  it('has each label once, also where labels of the release and of a part have one name', async () => {
    const values = {
      commonLabels: { team: 'all' },
      ...everywhere('podLabels', { team: 'one' }),
      prometheus: { ...ELSEWHERE, mode: 'operator', operatorLabels: { team: 'one' } },
    };
    const text = await helm('template', 'triptych', chart, '-n', 'triptych', ...set(values));
    assert.doesNotMatch(text, /team: all\n\s+team: one/);
  });
});

describe('pods of one kind', () => {
  it('are on different nodes: without exception where they have no volume that binds them to a node', async () => {
    const rendered = await render(EVERYTHING);
    const workloads = rendered.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
    assert.ok(workloads.length > 8);
    for (const { kind, metadata, spec } of workloads) {
      const { topologySpreadConstraints } = (spec as unknown as { template: { spec: V1PodSpec } }).template.spec;
      const overNodes = topologySpreadConstraints?.find(({ topologyKey }) => topologyKey === 'kubernetes.io/hostname');
      const isRequired = kind === 'Deployment';
      assert.equal(overNodes?.whenUnsatisfiable, isRequired ? 'DoNotSchedule' : 'ScheduleAnyway', metadata.name);
      // Otherwise a control plane without pods would have to get some, and a rollout would count the pods that it ends.
      assert.equal(overNodes?.nodeTaintsPolicy, 'Honor');
      assert.deepEqual(overNodes?.matchLabelKeys, isRequired ? ['pod-template-hash'] : undefined);
    }
  });
});

describe('the pod of helm test', () => {
  it('asks external backends with the headers of their Secret, and checks that they receive telemetry', async () => {
    const headers = [
      { name: 'Authorization', key: 'token' },
      { name: 'X-Scope-OrgID', key: 'tenant' },
    ];
    const pods = podsOf(await render({ loki: { ...ELSEWHERE, headers, headersSecret: 'access' } }));
    const { env = [] } = main(pods.find(({ name }) => name === 'triptych-test') as Pod);
    const found = Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.secretKeyRef]));
    assert.equal(found.TRIPTYCH_LOKI_URL, 'https://a.example.com');
    assert.equal(found.TRIPTYCH_LOKI_OTLP_URL, 'https://a.example.com/otlp');
    assert.deepEqual(found.TRIPTYCH_LOKI_HEADER_2, { name: 'access', key: 'tenant' });
    const lines = 'Authorization: $(TRIPTYCH_LOKI_HEADER_1)\nX-Scope-OrgID: $(TRIPTYCH_LOKI_HEADER_2)\n';
    assert.equal(found.TRIPTYCH_LOKI_HEADERS, lines);
    assert.ok(!('TRIPTYCH_JAEGER_OTLP_URL' in found), 'Jaeger is of this release');
  });
});
