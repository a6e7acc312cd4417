import type { V1Container, V1PodSpec, V1Volume } from '@kubernetes/client-node';
import type { PodSettings } from '../../settings.ts';
import { items, optional, spread, spreadItems } from '../../template/blocks.ts';
import { asBoolean, type Condition, chosen, either, NEVER, not, present } from '../../template/condition.ts';
import { firstOf } from '../../template/text.ts';
import type { Context } from './context.ts';

export interface PodProps {
  readonly settings: PodSettings;
  /** The user that the image is made for. */
  readonly uid: number;
  /** The main container: name, image and what is alike in all parts are filled in. */
  readonly container: Omit<V1Container, 'name'>;
  readonly initContainers?: readonly V1Container[];
  readonly volumes?: readonly V1Volume[];
  /** Checksum of the configuration: a changed one rolls the pods. */
  readonly checksum?: string;
  /** Seconds to stop in. */
  readonly gracePeriod?: number;
  /** Whether the pods ask the Kubernetes API. */
  readonly usesApi?: Condition;
}

/** What pods take from the part that they belong to. */
interface Owner {
  readonly context: Context;
  readonly component: string;
  readonly name: string;
  readonly selector: Record<string, string>;
  readonly labels: Record<string, string>;
}

const quiet = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** The pods of a part, as a workload makes them. */
export function podTemplate(part: Owner, pod: PodProps) {
  const { values } = part.context;
  const { settings, checksum } = pod;
  return {
    metadata: {
      labels: { ...part.labels, ...spread(values.commonLabels), ...spread(settings.podLabels) },
      annotations: {
        'kubectl.kubernetes.io/default-container': part.component,
        ...(checksum !== undefined && { 'checksum/config': checksum }),
        ...spread(settings.podAnnotations),
      },
    },
    spec: podSpec(part, pod),
  };
}

/** Restricted as Pod Security understands it, whatever the part. */
export function podSpec(part: Owner, pod: PodProps): V1PodSpec {
  const { values } = part.context;
  const { settings, uid, usesApi = NEVER, gracePeriod = 30 } = pod;
  const { env = [], volumeMounts = [], ...container } = pod.container;
  const mounts = [...volumeMounts, { name: 'tmp', mountPath: '/tmp' }];
  const everywhere = (topologyKey: string) => ({
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
      ...spreadItems(settings.topologySpreadConstraints as ReturnType<typeof everywhere>[]),
      ...items(not(present(settings.topologySpreadConstraints)), [
        everywhere('kubernetes.io/hostname'),
        everywhere('topology.kubernetes.io/zone'),
      ]),
    ],
    ...(pod.initContainers && {
      initContainers: pod.initContainers.map((one) => ({
        ...imageOf(part, settings),
        ...one,
        securityContext: quiet,
      })),
    }),
    containers: [
      {
        name: part.component,
        ...imageOf(part, settings),
        ...container,
        env: [...env, ...(spreadItems(settings.env) as typeof env)],
        resources: settings.resources,
        securityContext: quiet,
        volumeMounts: mounts,
      },
    ],
    volumes: [...(pod.volumes ?? []), { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } }],
  };
}

function imageOf({ context }: Owner, { image }: PodSettings) {
  const { image: all } = context.values;
  const registry = firstOf(image.registry, all.registry);
  return {
    image: `${registry}/${image.repository}:${firstOf(image.tag, all.tag)}`,
    imagePullPolicy: chosen(all.pullPolicy),
  };
}

/** The identity that the pods of a part have. */
export function serviceAccountName({ name }: Owner, { serviceAccount }: Pick<PodSettings, 'serviceAccount'>): string {
  return either(serviceAccount.create, name, firstOf(serviceAccount.name, 'default'));
}
