import fc from 'fast-check';
import type { TObject, TSchema } from 'typebox';
import { completed } from '../../../cdk8s/src/chart/given-values.ts';
import { refusals } from '../../../cdk8s/src/refusals/refusals.ts';
import { decided } from '../../../cdk8s/src/template/condition.ts';
import { merge, nested } from '../../../cdk8s/src/template/merge.ts';
import { undecided } from '../../../cdk8s/src/template/undecided.ts';
import { defaults, Values } from '../../../cdk8s/src/values.ts';

type Any = TSchema & {
  default?: unknown;
  type?: string;
  enum?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
};

/** Valid content for the lists and maps of the values, by the last part of their path. */
const SAMPLES: Record<string, unknown> = {
  pullSecrets: [{ name: 'registry' }],
  labels: { dashboards: 'yes' },
  commonLabels: { team: 'pictures' },
  podLabels: { tier: 'a<b' },
  podAnnotations: { 'example.com/{{note}}': '{{ not a template }}' },
  annotations: { 'example.com/role': 'arn:aws:iam::1:role/x' },
  // The chart sets the second in services, the third in programs in Go.
  env: [
    { name: 'NODE_OPTIONS', value: '--max-old-space-size=128' },
    { name: 'LOG_LEVEL', value: 'debug' },
    { name: 'GOGC', value: '75' },
  ],
  envFrom: [{ secretRef: { name: 'more' } }],
  extraVolumes: [{ name: 'more', emptyDir: {} }],
  extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
  extraContainers: [{ name: 'more', image: 'docker.io/library/busybox:1' }],
  extraInitContainers: [{ name: 'first', image: 'docker.io/library/busybox:1' }],
  podSecurityContext: { runAsUser: 4711 },
  securityContext: { readOnlyRootFilesystem: false },
  dnsPorts: [{ port: 5353, protocol: 'UDP' }],
  apiServerPorts: [{ port: 16443, protocol: 'TCP' }],
  apiFrom: [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }],
  pagesFrom: [{ namespaceSelector: { matchLabels: { name: 'grafana' } } }],
  monitoringFrom: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }],
  otlpFrom: [{ ipBlock: { cidr: '203.0.113.0/24' } }],
  loadBalancerSourceRanges: ['203.0.113.0/24'],
  telemetryFrom: [{ namespaceSelector: { matchLabels: { name: 'apps' } } }],
  nodeSelector: { 'kubernetes.io/arch': 'amd64' },
  tolerations: [{ key: 'spot', operator: 'Exists' }],
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'rack' }] } },
  topologySpreadConstraints: [{ maxSkew: 2, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule' }],
  resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
  from: [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }],
  parentRefs: [{ name: 'gateway' }],
  hostnames: ['pictures.example.com'],
  disabled: ['BackendSlow', 'Watchdog'],
  services: [
    { name: 'checkout', availability: 0.999, latency: { target: 0.99, seconds: 0.5 } },
    { name: 'basket', latency: { seconds: 1 } },
  ],
  externalLabels: { cluster: 'a<b>', stage: 'x' },
  remoteWrite: [{ url: 'https://metrics.example.com/api/v1/write?a=1&b=<2>' }],
  operatorLabels: { release: 'kube-prometheus-stack' },
  otlpEndpoint: 'https://telemetry.example.com/otlp',
  queryUrl: 'https://telemetry.example.com/api',
  headers: [
    { name: 'Authorization', key: 'token' },
    { name: 'X-Scope-OrgID', key: 'tenant' },
  ],
  grafanaUrl: 'https://grafana.example.com',
  jaegerUrl: 'https://jaeger.example.com',
  smarthost: 'mail.example.com:25',
};

/** What every installation must set: the defaults name no registry for the images of this repository. */
export const REQUIRED = { image: { registry: 'registry.example.com/triptych' } };

/** Values for Helm, with what every installation must set. `null` stays: it takes a default away. */
export const withRequired = (values: { readonly image?: object }): object => ({
  ...values,
  image: { ...REQUIRED.image, ...values.image },
});

/** The default values, with what every installation must set. */
export const installable = (): Values => merge(defaults(), REQUIRED) as Values;

/** A valid value that differs from the default. */
export function another(key: string, schema: Any): unknown {
  const sample = SAMPLES[key];
  // `from` is a list of peers, and the sender of a mail.
  if (sample !== undefined && (typeof sample === 'string') === (schema.type === 'string')) return sample;
  if (schema.enum) return schema.enum.find((one) => one !== schema.default);
  if (schema.type === 'boolean') return !schema.default;
  if (schema.type === 'integer') return Math.min(Number(schema.default) + 1, schema.maximum ?? Number.MAX_SAFE_INTEGER);
  // Within 0 to 1 for shares.
  if (schema.type === 'number') return (Number(schema.default) + 1) / 4;
  if (schema.pattern?.includes('[KMGTPE]')) return '7Gi';
  if (schema.pattern?.includes('ms|s') || schema.pattern?.includes('[hms]')) return '36h';
  if (schema.pattern?.includes('KB')) return '3GB';
  if (schema.type === 'string') return `my-${key.toLowerCase()}`;
  throw new Error(`there is no sample for the value "${key}": add one to SAMPLES`);
}

/** Valid values: each is the default or another, unless the chart refuses their combination. */
export const validValues = (): fc.Arbitrary<object> =>
  objectOf(Values).map((values) => possible(merge(values, { image: { registry: fromRequired(values) } }) as object));

const fromRequired = (values: object) => (values as Values).image.registry || REQUIRED.image.registry;

/** What makes values possible that the chart refuses, by the beginning of the reason. */
const REMEDIES: readonly (readonly [why: RegExp, remedy: object])[] = [
  ...['jaeger', 'loki', 'prometheus'].flatMap((name) =>
    ['otlpEndpoint', 'queryUrl'].map(
      (key) => [new RegExp(`${name}\\.${key} is empty`), nested(`${name}.${key}`, 'http://example.com')] as const,
    ),
  ),
  ...['jaeger', 'loki', 'prometheus'].map(
    (name) => [new RegExp(`^${name}.headers is set`), { [name]: { headersSecret: 'access' } }] as const,
  ),
  [/^alertmanager.mode/, { alertmanager: { address: 'example.com:9093' } }],
  [/^jaeger.storage.type/, { jaeger: { storage: { url: 'http://example.com:9200' } } }],
  [/^loki.storage.type/, { loki: { storage: { bucket: 'lines' } } }],
  [/^httpRoute/, { httpRoute: { parentRefs: [{ name: 'gateway' }] } }],
  [/^postgres.mode/, { postgres: { existingSecret: 'database' } }],
  [/^alertmanager.receivers has/, { alertmanager: { existingSecret: 'receivers' } }],
  [
    /^alertmanager.receivers.email/,
    { alertmanager: { receivers: { email: { from: 'a@example.com', smarthost: 'mail.example.com:25' } } } },
  ],
  [/^collector.otlp/, { collector: { otlp: { tls: { secretName: 'certificate' } } } }],
  [/^caBundle/, { caBundle: { secret: '' } }],
  [/^prometheus.retention.size/, { prometheus: { retention: { size: '3GB' } } }],
  [/^imageSvc.poolSize/, { imageSvc: { poolSize: 1, converterMemoryBytes: 134_217_728 } }],
  [
    /autoscaling/,
    {
      userSvc: { autoscaling: { maxReplicas: 9 } },
      jobSvc: { autoscaling: { maxReplicas: 9 } },
      console: { autoscaling: { maxReplicas: 9 } },
    },
  ],
  [/^faultInjection/, { environment: 'development' }],
];

function possible(values: object): object {
  const refused = refusals(undecided(complete(values))).find(({ when }) => decided(when));
  if (!refused) return values;
  const remedy = REMEDIES.find(([why]) => why.test(refused.why))?.[1];
  if (!remedy) throw new Error(`the chart refuses random values, and REMEDIES has no remedy: ${refused.why}`);
  return possible(merge(values, remedy) as object);
}

function objectOf(schema: TObject): fc.Arbitrary<object> {
  const keys = Object.entries(schema.properties as Record<string, Any>).map(([key, property]) => {
    if ('properties' in property) return [key, objectOf(property as unknown as TObject)] as const;
    const value = another(key, property);
    return [key, fc.boolean().map((change) => (change ? value : property.default))] as const;
  });
  return fc.record(Object.fromEntries(keys));
}

/** All values: `base` with some changes. */
export const complete = (changes: object, base: object = installable()): Values => completed(changes, base);
