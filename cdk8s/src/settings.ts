import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { Undecided } from './template/undecided.ts';

/** Types of values, and groups of values that several parts have. */

const opaque = <T>(schema: TSchema & { default: unknown }, description: string) =>
  Type.Unsafe<T>({ ...schema, description });
export const list = <T = object>(description: string) =>
  opaque<T[]>({ type: 'array', items: { type: 'object' }, default: [] } as never, description);
export const map = <T = object>(description: string, value: object = {}, rest: object = {}) =>
  opaque<T>({ type: 'object', default: value, ...rest } as never, description);

export const text = (description: string, value = '', rest: object = {}) =>
  Type.String({ description, default: value, ...rest });
export const flag = (description: string, value = false) => Type.Boolean({ description, default: value });
export const whole = (description: string, value: number, minimum = 0, rest: object = {}) =>
  Type.Integer({ description, default: value, minimum, ...rest });
export const choice = <const T extends readonly string[]>(description: string, options: T, value: T[number]) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...options], default: value, description });
export const group = <P extends TProperties>(description: string, properties: P) =>
  Type.Object(properties, { description, additionalProperties: false });

/** A size as Kubernetes writes it. */
export const quantity = (description: string, value: string) =>
  text(description, value, { pattern: '^[0-9]+(\\.[0-9]+)?([KMGTPE]i?|m)?$' });
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
const resources = (value: Resources) => map('Requests and limits; measured, see docs/sizing.md.', value);

/** Values of the pods of any part. */
export const podSettings = (image: { repository: string; tag?: string; registry?: string }, sizes: Resources) => ({
  image: group('Image; its registry, unless here, is image.registry.', {
    registry: text('In place of image.registry.', image.registry),
    repository: text('Name in the registry.', image.repository),
    tag: text(image.tag ? 'Version.' : 'Version; empty: image.tag.', image.tag ?? ''),
  }),
  resources: resources(sizes),
  env: list('More environment variables, as in a container.'),
  podAnnotations: annotations('Annotations of the pods.'),
  podLabels: labels('Labels of the pods.'),
  nodeSelector: map('Labels that a node must have.'),
  tolerations: list('Taints of nodes that do not matter.'),
  affinity: map('Which nodes, and which neighbours, are preferred.'),
  topologySpreadConstraints: list('How pods are spread; empty: evenly over nodes and zones, where possible.'),
  priorityClassName: text('Empty: priorityClassName of the release.'),
  serviceAccount: group('Identity of the pods. No token is mounted unless the part asks the Kubernetes API.', {
    create: flag('Make one.', true),
    name: text('An existing one, with create: false.'),
    annotations: annotations('Such as the role of a cloud provider.'),
  }),
});

export const persistence = (size: string, holds: string, enabled = true) => ({
  persistence: group(`Volume for ${holds}. It outlives the release.`, {
    enabled: flag('Without, the data is gone with the pod.', enabled),
    size: quantity('Size of the volume.', size),
    storageClass: text("Empty: the cluster's default."),
    existingClaim: text('A PersistentVolumeClaim of yours.'),
  }),
});

export const replicated = (replicas: number, most: number, gracePeriodSeconds: number) => ({
  replicas: whole('Pods; not used with autoscaling.', replicas, 1),
  autoscaling: group('HorizontalPodAutoscaler on CPU.', {
    enabled: flag('Needs a metrics API in the cluster.'),
    minReplicas: whole('Least number of pods.', Math.max(2, replicas), 1),
    maxReplicas: whole('Most pods.', most, 1),
    targetCPUUtilizationPercentage: whole('Share of the requested CPU that is aimed at.', 70, 1),
  }),
  terminationGracePeriodSeconds: whole('Time to finish what is in flight.', gracePeriodSeconds, 5),
});

type Group<S extends TProperties> = Undecided<{ [K in keyof S]: Static<S[K]> }>;
export type PodSettings = Group<ReturnType<typeof podSettings>>;
export type Persistence = Group<ReturnType<typeof persistence>>['persistence'];
export type Replicated = Group<ReturnType<typeof replicated>>;
