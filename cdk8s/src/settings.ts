import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { Undecided } from './template/undecided.ts';

/** Types of values, and groups of values that several parts have. */

const opaque = <T>(schema: TSchema & { default: unknown }, description: string) =>
  Type.Unsafe<T>({ ...schema, description });
export const list = <T = object>(description: string, value: readonly object[] = []) =>
  opaque<T[]>({ type: 'array', items: { type: 'object' }, default: value } as never, description);
/** A list of Kubernetes objects that are merged by their name, so each has one. */
const namedList = <T = { name: string }>(description: string) =>
  opaque<T[]>(
    {
      type: 'array',
      items: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } },
      default: [],
    } as never,
    description,
  );
/** A list of some of these names. */
export const names = (description: string, all: readonly string[]) =>
  opaque<string[]>({ type: 'array', items: { enum: [...all] }, default: [] } as never, description);
export const map = <T = object>(description: string, value: object = {}, rest: object = {}) =>
  opaque<T>({ type: 'object', default: value, ...rest } as never, description);

export const text = (description: string, value = '', rest: object = {}) =>
  Type.String({ description, default: value, ...rest });
export const flag = (description: string, value = false) => Type.Boolean({ description, default: value });
export const whole = (description: string, value: number, minimum = 0, rest: object = {}) =>
  Type.Integer({ description, default: value, minimum, ...rest });
export const decimal = (description: string, value: number, maximum?: number) =>
  Type.Number({ description, default: value, minimum: 0, ...(maximum !== undefined && { maximum }) });
export const choice = <const T extends readonly string[]>(description: string, options: T, value: T[number]) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...options], default: value, description });
export const group = <P extends TProperties>(description: string, properties: P) =>
  Type.Object(properties, { description, additionalProperties: false });

const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(@sha256:[0-9a-f]{64})?';
/** A tag of an image, with or without a digest. */
const TAG = `^${tag}$`;
export const TAG_OR_NONE = `^(${tag})?$`;

/** A size as Kubernetes writes it. */
export const quantity = (description: string, value: string) =>
  text(description, value, { pattern: '^[0-9]+(\\.[0-9]+)?([KMGTPE]i?|m)?$' });
export const url = (description: string) => text(description, '', { pattern: '^(https?://.*)?$' });
export const duration = (description: string, value: string) =>
  text(description, value, { pattern: '^([0-9]+(ms|s|m|h|d|w|y))+$' });

const ownLabels = {
  propertyNames: { not: { pattern: '^(app|helm)\\.(kubernetes|sh)' } },
  additionalProperties: { type: 'string' },
};
export const labels = (description: string) => map<Record<string, string>>(description, {}, ownLabels);
export const annotations = (description: string) =>
  map<Record<string, string>>(description, {}, { additionalProperties: { type: 'string' } });

/** CPU and memory: what is reserved, and the limit. */
interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string; readonly cpu?: string };
}
const resources = (value: Resources) =>
  map('Requests and limits of CPU and memory of the container; the defaults are measured, see docs/sizing.md.', value);

interface PodDefaults {
  /** The user id that the image expects. */
  readonly uid: number;
  readonly tolerations?: readonly object[];
}

/** Values of the pods of any part. */
export const podSettings = (
  image: { repository: string; tag?: string; registry?: string },
  sizes: Resources,
  { uid, tolerations = [] }: PodDefaults,
) => ({
  image: group('Container image of this part.', {
    registry: text(
      image.registry
        ? 'Registry of this image, unless `global.imageRegistry` is set.'
        : 'Registry of this image, with its path; empty: `image.registry`.',
      image.registry,
    ),
    repository: text('Repository of this image within the registry.', image.repository),
    tag: image.tag
      ? text('Version of this image, with its digest if you like: `1.2.3@sha256:…`.', image.tag, { pattern: TAG })
      : text('Version of this image, with its digest if you like: `1.2.3@sha256:…`; empty: `image.tag`.', '', {
          pattern: TAG_OR_NONE,
        }),
  }),
  resources: resources(sizes),
  env: namedList(
    'Environment variables, each as `{name, value}` or `{name, valueFrom}`; one that the chart sets already is replaced.',
  ),
  envFrom: list('ConfigMaps and Secrets whose keys become environment variables, as in a container.'),
  extraVolumes: namedList('Additional volumes of the pods.'),
  extraVolumeMounts: namedList('Additional mounts of volumes in the container of this part.'),
  extraContainers: namedList('Additional containers of the pods.'),
  extraInitContainers: namedList('Additional containers that run before those of the chart.'),
  podSecurityContext: map(
    'Security context of the pods; `null` takes a field away, such as the user where the cluster chooses it.',
    {
      runAsNonRoot: true,
      runAsUser: uid,
      runAsGroup: uid,
      fsGroup: uid,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
  ),
  securityContext: map('Security context of every container; `null` takes a field away.', {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  }),
  podAnnotations: annotations('Additional annotations of the pods.'),
  podLabels: labels('Additional labels of the pods.'),
  nodeSelector: map('Labels that a node must have to run the pods.', { 'kubernetes.io/os': 'linux' }),
  tolerations: list('Taints of nodes that the pods tolerate.', tolerations),
  affinity: map('Affinity of the pods to nodes and to other pods, as in a pod.'),
  topologySpreadConstraints: list(
    'Topology spread constraints, as in a pod; empty: pods without a volume run on different nodes while a node has none, and in different zones where possible; others on different nodes where possible.',
  ),
  priorityClassName: text('PriorityClass of the pods; empty: the `priorityClassName` of the release.'),
  serviceAccount: group(
    'ServiceAccount of the pods. Its token is mounted only where the part calls the Kubernetes API.',
    {
      create: flag('Whether the chart creates a ServiceAccount.', true),
      name: text('Name of an existing ServiceAccount, for `create: false`; empty: `default`.'),
      annotations: annotations('Annotations of the ServiceAccount, such as the role of a cloud provider.'),
    },
  ),
});

/** An HTTP header whose value is a key of a Secret. */
export interface Header {
  readonly name: string;
  readonly key: string;
}

/** More than a token, a tenant and one header of a gateway have not been needed. */
export const MOST_HEADERS = 3;

export const headers = (backend: string) => ({
  headers: opaque<Header[]>(
    {
      type: 'array',
      maxItems: MOST_HEADERS,
      items: {
        type: 'object',
        required: ['name', 'key'],
        additionalProperties: false,
        properties: {
          name: { type: 'string', pattern: '^[A-Za-z0-9_-]+$' },
          key: { type: 'string', minLength: 1 },
        },
      },
      default: [],
    } as never,
    `HTTP headers of all requests to an external ${backend}, each as \`{name, key}\`: the value is that of the key in \`headersSecret\`.`,
  ),
  headersSecret: text('Name of a Secret with the values of `headers`.'),
});

export const persistence = (size: string, holds: string, enabled = true) => ({
  persistence: group(`Volume for ${holds}. It outlives the release.`, {
    enabled: flag('Whether the data is on a volume; otherwise it is lost with the pod.', enabled),
    size: quantity('Size of the volume; Kubernetes refuses a change, see docs/volumes.md.', size),
    storageClass: text("StorageClass of the volume; empty: the cluster's default."),
    existingClaim: text('Name of an existing PersistentVolumeClaim; empty: the chart creates one.'),
  }),
});

export const replicated = (replicas: number, most: number, gracePeriodSeconds: number) => ({
  replicas: whole('Number of pods, unless autoscaling is enabled.', replicas, 1),
  autoscaling: group('HorizontalPodAutoscaler that follows the use of CPU.', {
    enabled: flag('Whether the number of pods follows their use of CPU; needs the metrics API in the cluster.'),
    minReplicas: whole('Smallest number of pods.', Math.max(2, replicas), 1),
    maxReplicas: whole('Largest number of pods.', most, 1),
    targetCPUUtilizationPercentage: whole(
      'Use of CPU, in percent of `resources.requests.cpu`, that the autoscaler aims at; raise the small default request with it.',
      70,
      1,
    ),
  }),
  terminationGracePeriodSeconds: whole(
    'Seconds that a pod has to finish its work before it is killed.',
    gracePeriodSeconds,
    5,
  ),
});

type Group<S extends TProperties> = Undecided<{ [K in keyof S]: Static<S[K]> }>;
export type PodSettings = Group<ReturnType<typeof podSettings>>;
export type Persistence = Group<ReturnType<typeof persistence>>['persistence'];
export type Replicated = Group<ReturnType<typeof replicated>>;
