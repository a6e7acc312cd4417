import type {
  V1Container,
  V1PodSecurityContext,
  V1PodSpec,
  V1SecurityContext,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';
import type { PodSettings } from '../../settings.ts';
import { byName, entries, items, merged, optional, spread, spreadItems } from '../../template/blocks.ts';
import { ALWAYS, asBoolean, type Condition, chosen, either, NEVER, not, present } from '../../template/condition.ts';
import { firstOf } from '../../template/text.ts';
import { caBundle } from './ca-bundle.ts';
import type { Component } from './component.ts';

export interface PodProps {
  readonly settings: PodSettings;
  /** The main container. Its name, its image and what all parts have in common are added. */
  readonly container: Omit<V1Container, 'name'>;
  readonly initContainers?: readonly V1Container[];
  readonly volumes?: readonly V1Volume[];
  /** Checksum of the configuration. A change of it restarts the pods one after the other. */
  readonly checksum?: string;
  /** Checksum of the credentials in its environment variables; empty: unknown. A change of it restarts the pods too. */
  readonly credentials?: string;
  /** Seconds that a pod has to stop. */
  readonly gracePeriod?: number;
  /** Whether the pods call the Kubernetes API. */
  readonly usesApi?: Condition;
  /** Whether a pod waits rather than runs beside another one of its kind while a node has none; else it is a wish. */
  readonly mustSpread?: boolean;
}

/** The pod template of a part's workload. */
export function podTemplate(part: Component, pod: PodProps) {
  const { values } = part.context;
  const { settings, checksum, credentials } = pod;
  return {
    metadata: {
      labels: { ...part.labels, ...spread(merged(values.commonLabels, settings.podLabels)) },
      annotations: {
        'kubectl.kubernetes.io/default-container': part.component,
        ...(checksum !== undefined && { 'checksum/config': checksum }),
        ...(credentials !== undefined && optional({ 'checksum/credentials': credentials })),
        ...spread(settings.podAnnotations),
      },
    },
    spec: podSpec(part, pod),
  };
}

/** The spec of a part's pods. With the default values it meets the Pod Security level "restricted". */
export function podSpec(part: Component, pod: PodProps): V1PodSpec {
  const { values } = part.context;
  const { settings, usesApi = NEVER, gracePeriod = 30, mustSpread = false } = pod;
  const securityContext = spread(settings.securityContext) as V1SecurityContext;
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
      // They run before the container and so need no room of their own.
      resources: settings.resources,
      ...one,
      securityContext,
    })),
  ];
  const evenlyOver = (topologyKey: string, whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway') => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable,
    labelSelector: { matchLabels: part.selector },
    // A control plane that takes no pods, and a node that is drained, are no places.
    nodeTaintsPolicy: 'Honor',
    // A rollout spreads its own pods: those that it replaces are about to end.
    ...(mustSpread && { matchLabelKeys: ['pod-template-hash'] }),
  });
  return {
    serviceAccountName: serviceAccountName(part, settings),
    automountServiceAccountToken: asBoolean(usesApi),
    enableServiceLinks: false,
    terminationGracePeriodSeconds: gracePeriod,
    securityContext: spread(settings.podSecurityContext) as V1PodSecurityContext,
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
        evenlyOver('kubernetes.io/hostname', mustSpread ? 'DoNotSchedule' : 'ScheduleAnyway'),
        // Where nodes have no zone, the scheduler would ignore a wish about nodes as well.
        ...(mustSpread ? [evenlyOver('topology.kubernetes.io/zone', 'ScheduleAnyway')] : []),
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
        securityContext,
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
