import type { V1Container, V1PodSpec, V1ServicePort, V1Volume } from '@kubernetes/client-node';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Context } from './context.ts';
import type { Persistence, PodSettings } from './settings.ts';
import { all, either, entries, firstOf, items, not, optional, present, spread, spreadItems } from './template.ts';

export type Tier = 'service' | 'telemetry' | 'backend' | 'database' | 'store' | 'test';

const conditions = new WeakMap<Construct, boolean>();

/** Whether a construct is there; all that it is inside of must be, too. */
export const conditionOf = (construct: Construct): boolean =>
  all(...(construct.node.scopes as Construct[]).map((scope) => conditions.get(scope) ?? true));

/** A scope whose objects are there when a condition holds. */
export function onlyWhen(scope: Construct, id: string, condition: boolean): Construct {
  const inner = new Construct(scope, id);
  conditions.set(inner, condition);
  return inner;
}

export interface PartPort {
  readonly name: string;
  readonly port: number;
  /** Port of every node, when the values ask for them. */
  readonly nodePort?: number;
}

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
  readonly usesApi?: boolean;
}

export interface StatefulProps extends PodProps {
  /** Where the volume is mounted. */
  readonly dataPath: string;
  readonly persistence: Persistence;
  readonly replicas?: number;
}

const quiet = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** One part of the system: its name and labels, and the objects that every part is made of. */
export class Part extends Construct {
  readonly context: Context;
  readonly component: string;
  readonly tier: Tier;
  readonly name: string;

  constructor(scope: Construct, context: Context, component: string, tier: Tier, condition = true) {
    super(scope, component);
    conditions.set(this, condition);
    this.context = context;
    this.component = component;
    this.tier = tier;
    this.name = `${context.release.name}-${component}`;
  }

  /** The labels by which the pods are found. */
  get selector(): Record<string, string> {
    return { 'app.kubernetes.io/name': this.component, 'app.kubernetes.io/instance': this.context.release.name };
  }

  get labels(): Record<string, string> {
    return { ...this.selector, 'app.kubernetes.io/component': this.tier };
  }

  /** Any object of this part; `suffix` tells apart several of a kind. */
  object(apiVersion: string, kind: string, body: object, options: ObjectOptions = {}): ApiObject {
    const { suffix = '', clusterWide = false, annotations, scope = this } = options;
    const { name, namespace } = this.context.release;
    const base = clusterWide ? `${namespace}-${name}-${this.component}` : this.name;
    return new ApiObject(scope, `${kind}${suffix}`.toLowerCase(), {
      apiVersion,
      kind,
      metadata: {
        name: suffix ? `${base}-${suffix}` : base,
        labels: { ...this.labels, ...spread(this.context.values.commonLabels) },
        ...(annotations && { annotations }),
      },
      ...body,
    });
  }

  /** A Deployment of `replicas`, or of as many as an autoscaler says when that is undefined. */
  deployment(pod: PodProps, replicas: { replicas?: number }): ApiObject {
    return this.object('apps/v1', 'Deployment', {
      spec: {
        ...replicas,
        selector: { matchLabels: this.selector },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: this.podTemplate(pod),
      },
    });
  }

  /** A StatefulSet with a volume, which Kubernetes keeps when the set goes. */
  statefulSet({ dataPath, persistence, replicas = 1, ...pod }: StatefulProps): ApiObject {
    const { enabled, existingClaim } = persistence;
    const claimed = all(enabled, not(present(existingClaim)));
    const volumes: V1Volume[] = [
      ...items(all(enabled, present(existingClaim)), [
        { name: 'data', persistentVolumeClaim: { claimName: existingClaim } },
      ]),
      ...items(not(enabled), [{ name: 'data', emptyDir: {} }]),
    ];
    const mount = { name: 'data', mountPath: dataPath };
    const container = { ...pod.container, volumeMounts: [mount, ...(pod.container.volumeMounts ?? [])] };
    return this.object('apps/v1', 'StatefulSet', {
      spec: {
        replicas,
        serviceName: this.name,
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: this.selector },
        template: this.podTemplate({ ...pod, container, volumes: [...volumes, ...(pod.volumes ?? [])] }),
        ...entries(claimed, { volumeClaimTemplates: [this.claim(persistence)] }),
      },
    });
  }

  private claim({ size, storageClass }: Persistence) {
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', labels: this.labels },
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...optional({ storageClassName: storageClass }),
        resources: { requests: { storage: size } },
      },
    };
  }

  podTemplate(pod: PodProps) {
    const { values } = this.context;
    const { settings, checksum } = pod;
    return {
      metadata: {
        labels: { ...this.labels, ...spread(values.commonLabels), ...spread(settings.podLabels) },
        annotations: {
          'kubectl.kubernetes.io/default-container': this.component,
          ...(checksum !== undefined && { 'checksum/config': checksum }),
          ...spread(settings.podAnnotations),
        },
      },
      spec: this.podSpec(pod),
    };
  }

  /** Restricted as Pod Security understands it, whatever the part. */
  podSpec(pod: PodProps): V1PodSpec {
    const { values } = this.context;
    const { settings, uid, usesApi = false, gracePeriod = 30 } = pod;
    const { env = [], volumeMounts = [], ...container } = pod.container;
    const mounts = [...volumeMounts, { name: 'tmp', mountPath: '/tmp' }];
    const everywhere = (topologyKey: string) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: this.selector },
    });
    return {
      serviceAccountName: this.serviceAccountName(settings),
      automountServiceAccountToken: usesApi,
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
          ...this.imageOf(settings),
          ...one,
          securityContext: quiet,
        })),
      }),
      containers: [
        {
          name: this.component,
          ...this.imageOf(settings),
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

  private imageOf({ image }: PodSettings) {
    const { image: all } = this.context.values;
    const registry = firstOf(image.registry, all.registry);
    return {
      image: `${registry}/${image.repository}:${firstOf(image.tag, all.tag)}`,
      imagePullPolicy: all.pullPolicy,
    };
  }

  private serviceAccountName({ serviceAccount }: PodSettings): string {
    return either(serviceAccount.create, this.name, firstOf(serviceAccount.name, 'default'));
  }

  /** The identity of the pods, unless they are given one. */
  serviceAccount({ serviceAccount }: PodSettings): string {
    this.object(
      'v1',
      'ServiceAccount',
      { automountServiceAccountToken: false },
      { scope: onlyWhen(this, 'account', serviceAccount.create), annotations: spread(serviceAccount.annotations) },
    );
    return this.serviceAccountName({ serviceAccount } as PodSettings);
  }

  /** A Service on the ports that the containers have under the same names. */
  service(ports: readonly PartPort[]): ApiObject {
    const { nodePorts } = this.context.values;
    const pages = ports.some(({ nodePort }) => nodePort !== undefined);
    const port = ({ name, port, nodePort }: PartPort): V1ServicePort => ({
      name,
      port,
      targetPort: name,
      protocol: 'TCP',
      ...(nodePort !== undefined && entries(nodePorts.enabled, { nodePort })),
    });
    return this.object('v1', 'Service', {
      spec: {
        type: pages ? either(nodePorts.enabled, 'NodePort', 'ClusterIP') : 'ClusterIP',
        selector: this.selector,
        ports: ports.map(port),
      },
    });
  }

  /** Lets nodes be drained one pod at a time. */
  disruptionBudget(condition: boolean): void {
    new k8s.KubePodDisruptionBudget(onlyWhen(this, 'budget', condition), 'pdb', {
      metadata: { name: this.name, labels: { ...this.labels, ...spread(this.context.values.commonLabels) } },
      spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: this.selector } },
    });
  }

  /** A ConfigMap of files, and their checksum. */
  config(files: Readonly<Record<string, string>>): { volume: V1Volume; checksum: readonly string[] } {
    this.object('v1', 'ConfigMap', { data: files });
    return { volume: { name: 'config', configMap: { name: this.name } }, checksum: Object.values(files) };
  }

  /** A Secret with passwords that are made once; there unless the user has one. */
  secret(existing: string, keys: readonly string[]): string {
    const passwords = Object.fromEntries(keys.map((key) => [key, this.context.password(this.name, key)]));
    this.object(
      'v1',
      'Secret',
      { type: 'Opaque', stringData: passwords },
      { scope: onlyWhen(this, 'credentials', not(present(existing))) },
    );
    return firstOf(existing, this.name);
  }
}

interface ObjectOptions {
  readonly suffix?: string;
  /** Named after the namespace as well, so that releases of two namespaces do not meet. */
  readonly clusterWide?: boolean;
  readonly annotations?: Record<string, string>;
  readonly scope?: Construct;
}

/** A container port for each of a Service. */
export const containerPorts = (ports: readonly PartPort[]) =>
  ports.map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' }));

/** A variable whose value is a key of a Secret. */
export const secretVariable = (name: string, secret: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});
