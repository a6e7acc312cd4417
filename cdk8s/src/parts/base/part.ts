import type { V1ServicePort, V1Volume } from '@kubernetes/client-node';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Persistence, PodSettings } from '../../settings.ts';
import { entries, inOrder, items, optional, spread } from '../../template/blocks.ts';
import { ALWAYS, all, type Condition, either, not, present } from '../../template/condition.ts';
import { dependOn, onlyWhen } from '../../template/conditional.ts';
import { checksum, firstOf } from '../../template/text.ts';
import type { Context } from './context.ts';
import { type PodProps, podTemplate, serviceAccountName } from './pod.ts';

export type Tier = 'service' | 'telemetry' | 'backend' | 'database' | 'store' | 'test';

export interface PartPort {
  readonly name: string;
  readonly port: number;
  /** Port of every node, when the values ask for them. */
  readonly nodePort?: number;
}

export interface StatefulProps extends PodProps {
  /** Where the volume is mounted. */
  readonly dataPath: string;
  readonly persistence: Persistence;
  readonly replicas?: number;
}

/** One part of the system: its name and labels, and the objects that every part is made of. */
export class Part extends Construct {
  readonly context: Context;
  readonly component: string;
  readonly tier: Tier;
  readonly name: string;

  constructor(scope: Construct, context: Context, component: string, tier: Tier, condition: Condition = ALWAYS) {
    super(scope, component);
    dependOn(this, condition);
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
    const { suffix = '', clusterWide = false, labels = {}, annotations, scope = this } = options;
    const { name, namespace } = this.context.release;
    const base = clusterWide ? `${namespace}-${name}-${this.component}` : this.name;
    const metadata = {
      name: suffix ? `${base}-${suffix}` : base,
      labels: { ...this.labels, ...spread(this.context.values.commonLabels), ...spread(labels) },
      ...(annotations && { annotations }),
    };
    return new ApiObject(scope, `${kind}${suffix}`.toLowerCase(), inOrder({ apiVersion, kind, metadata, ...body }));
  }

  /** A Deployment of `replicas`, or of as many as an autoscaler says when that is undefined. */
  deployment(pod: PodProps, replicas: { replicas?: number }): ApiObject {
    return this.object('apps/v1', 'Deployment', {
      spec: {
        ...replicas,
        selector: { matchLabels: this.selector },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: podTemplate(this, pod),
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
        template: podTemplate(this, { ...pod, container, volumes: [...volumes, ...(pod.volumes ?? [])] }),
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

  /** The identity of the pods, unless they are given one. */
  serviceAccount({ serviceAccount }: PodSettings): string {
    this.object(
      'v1',
      'ServiceAccount',
      { automountServiceAccountToken: false },
      { scope: onlyWhen(this, 'account', serviceAccount.create), annotations: spread(serviceAccount.annotations) },
    );
    return serviceAccountName(this, { serviceAccount });
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
  disruptionBudget(condition: Condition): void {
    new k8s.KubePodDisruptionBudget(onlyWhen(this, 'budget', condition), 'pdb', {
      metadata: { name: this.name, labels: { ...this.labels, ...spread(this.context.values.commonLabels) } },
      spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: this.selector } },
    });
  }

  /** A ConfigMap of files, and their checksum. */
  config(files: Readonly<Record<string, string>>): { volume: V1Volume; checksum: string } {
    this.object('v1', 'ConfigMap', { data: files });
    return { volume: { name: 'config', configMap: { name: this.name } }, checksum: checksum(...Object.values(files)) };
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
  readonly labels?: Record<string, string>;
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
