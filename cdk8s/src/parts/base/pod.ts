import type { V1Container, V1PodSpec, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { PodSettings } from '../../settings.ts';
import { byName, entries, items, merged, optional, spread, spreadItems } from '../../template/blocks.ts';
import { ALWAYS, asBoolean, type Condition, chosen, either, NEVER, not, present } from '../../template/condition.ts';
import { firstOf } from '../../template/text.ts';
import { caBundle } from './ca-bundle.ts';
import type { Component } from './component.ts';

export interface PodProps {
  readonly settings: PodSettings;
  /** The user id that the image expects. */
  readonly uid: number;
  /** The main container. Its name, its image and what all parts have in common are added. */
  readonly container: Omit<V1Container, 'name'>;
  readonly initContainers?: readonly V1Container[];
  readonly volumes?: readonly V1Volume[];
  /** Checksum of the configuration. A change of it restarts the pods one after the other. */
  readonly checksum?: string;
  /** Seconds that a pod has to stop. */
  readonly gracePeriod?: number;
  /** Whether the pods call the Kubernetes API. */
  readonly usesApi?: Condition;
}

const restricted = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** The pod template of a part's workload. */
export function podTemplate(part: Component, pod: PodProps) {
  const { values } = part.context;
  const { settings, checksum } = pod;
  return {
    metadata: {
      labels: { ...part.labels, ...spread(merged(values.commonLabels, settings.podLabels)) },
      annotations: {
        'kubectl.kubernetes.io/default-container': part.component,
        ...(checksum !== undefined && { 'checksum/config': checksum }),
        ...spread(settings.podAnnotations),
      },
    },
    spec: podSpec(part, pod),
  };
}

/** The spec of a part's pods. It meets the Pod Security level "restricted". */
export function podSpec(part: Component, pod: PodProps): V1PodSpec {
  const { values } = part.context;
  const { settings, uid, usesApi = NEVER, gracePeriod = 30 } = pod;
  const { env = [], volumeMounts = [], ...container } = pod.container;
  const trust = caBundle(values.caBundle);
  const mounts = [
    ...volumeMounts,
    { name: 'tmp', mountPath: '/tmp' },
    ...trust.mounts,
    ...(spreadItems(settings.extraVolumeMounts) as V1VolumeMount[]),
  ];
  const initContainers = [
    ...spreadItems(settings.extraInitContainers),
    ...(pod.initContainers ?? []).map((one) => ({
      ...imageOf(part, settings),
      ...one,
      securityContext: restricted,
    })),
  ];
  const evenlyOver = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: part.selector },
  });
  return {
    serviceAccountName: serviceAccountName(part, settings),
    automountServiceAccountToken: asBoolean(usesApi),
    enableServiceLinks: false,
    terminationGracePeriodSeconds: gracePeriod,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: uid,
      runAsGroup: uid,
      fsGroup: uid,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...optional({
      imagePullSecrets: values.image.pullSecrets,
      nodeSelector: settings.nodeSelector as Record<string, string>,
      tolerations: settings.tolerations,
      affinity: settings.affinity,
      priorityClassName: firstOf(settings.priorityClassName, values.priorityClassName),
    }),
    topologySpreadConstraints: [
      ...spreadItems(settings.topologySpreadConstraints as ReturnType<typeof evenlyOver>[]),
      ...items(not(present(settings.topologySpreadConstraints)), [
        evenlyOver('kubernetes.io/hostname'),
        evenlyOver('topology.kubernetes.io/zone'),
      ]),
    ],
    ...entries(pod.initContainers ? ALWAYS : present(settings.extraInitContainers), { initContainers }),
    containers: [
      {
        name: part.component,
        ...imageOf(part, settings),
        ...container,
        env: byName([...env, ...trust.env], settings.env),
        ...optional({ envFrom: settings.envFrom }),
        resources: settings.resources,
        securityContext: restricted,
        volumeMounts: mounts,
      },
      ...spreadItems(settings.extraContainers),
    ],
    volumes: [
      ...(pod.volumes ?? []),
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      ...trust.volumes,
      ...spreadItems(settings.extraVolumes),
    ],
  };
}

/** The tiers whose images this repository builds. */
const OURS: readonly Component['tier'][] = ['service', 'test'];

function imageOf({ context, tier }: Component, { image }: PodSettings) {
  const { image: ours, global } = context.values;
  const [registry, tag] = OURS.includes(tier)
    ? [firstOf(image.registry, ours.registry), firstOf(firstOf(image.tag, ours.tag), context.version)]
    : [firstOf(global.imageRegistry, image.registry), image.tag];
  return { image: `${registry}/${image.repository}:${tag}`, imagePullPolicy: chosen(ours.pullPolicy) };
}

/** The name of the ServiceAccount of a part's pods. */
export function serviceAccountName(
  { name }: Component,
  { serviceAccount }: Pick<PodSettings, 'serviceAccount'>,
): string {
  return either(serviceAccount.create, name, firstOf(serviceAccount.name, 'default'));
}
