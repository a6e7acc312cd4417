import type { V1ServicePort, V1Volume } from '@kubernetes/client-node';
import { PARTS, type PartName } from '@triptych/parts';
import type { ApiObject } from 'cdk8s';

import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Persistence } from '../../settings.ts';
import { entries, items, optional, spread } from '../../template/blocks.ts';
import { ALWAYS, all, type Condition, either, not, present } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import { checksum, firstOf } from '../../template/text.ts';
import { Component } from './component.ts';
import type { Context } from './context.ts';
import { type PodProps, podTemplate } from './pod.ts';
import { addressOf, mainPort, portOf } from './ports.ts';
import { versionOf } from './version.ts';

export interface StatefulProps extends PodProps {
  /** The folder where the volume is mounted. */
  readonly dataPath: string;
  readonly persistence: Persistence;
  readonly replicas?: number;
}

/** A part of parts.json, with the objects that parts have in common. */
export class Part extends Component {
  readonly part: PartName;

  constructor(scope: Construct, context: Context, part: PartName, condition: Condition = ALWAYS) {
    const { component, tier } = PARTS[part];
    super(scope, context, component, tier, condition);
    this.part = part;
  }

  protected override get version(): Record<string, string> {
    return { 'app.kubernetes.io/version': versionOf(this.part, this.context) };
  }

  /** The number of one of its ports. */
  port(name: string): number {
    return portOf(this.part, name);
  }

  /** HOST:PORT of its Service. */
  at(port: string): string {
    return addressOf(this.context, this.part, port);
  }

  /** Ports of its container. */
  containerPorts(...names: readonly string[]) {
    return names.map((name) => ({ name, containerPort: this.port(name), protocol: 'TCP' }));
  }

  /** A StatefulSet with a volume. Kubernetes keeps the volume when the set is deleted. */
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

  /** A Service on ports of the container. The main port is open on every node when the values ask for node ports. */
  service(...names: readonly string[]): ApiObject {
    const { nodePorts } = this.context.values;
    const { nodePort } = PARTS[this.part];
    const port = (name: string): V1ServicePort => ({
      name,
      port: this.port(name),
      targetPort: name,
      protocol: 'TCP',
      ...(nodePort !== undefined && name === mainPort(this.part) && entries(nodePorts.enabled, { nodePort })),
    });
    return this.object('v1', 'Service', {
      spec: {
        type: nodePort === undefined ? 'ClusterIP' : either(nodePorts.enabled, 'NodePort', 'ClusterIP'),
        selector: this.selector,
        ports: names.map(port),
      },
    });
  }

  /** Limits voluntary disruptions, such as the draining of a node, to one pod at a time. */
  disruptionBudget(condition: Condition): void {
    new k8s.KubePodDisruptionBudget(onlyWhen(this, 'budget', condition), 'pdb', {
      metadata: {
        name: this.name,
        labels: { ...this.labels, ...this.version, ...spread(this.context.values.commonLabels) },
      },
      spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: this.selector } },
    });
  }

  /** A ConfigMap of files, as a volume, with the checksum of their content. */
  config(files: Readonly<Record<string, string>>): { volume: V1Volume; checksum: string } {
    this.object('v1', 'ConfigMap', { data: files });
    return { volume: { name: 'config', configMap: { name: this.name } }, checksum: checksum(...Object.values(files)) };
  }

  /**
   * A Secret with generated passwords, unless the values name an existing one. It outlives the release, as the volume does
   * that was written with it. Where it is not `needed`, there is none.
   */
  secret(existing: string, keys: readonly string[], needed: Condition = ALWAYS): Credentials {
    const passwords = Object.fromEntries(keys.map((key) => [key, this.context.password(this.name, key)]));
    this.object(
      'v1',
      'Secret',
      { type: 'Opaque', stringData: passwords },
      {
        scope: onlyWhen(this, 'credentials', all(needed, not(present(existing)))),
        annotations: { 'helm.sh/resource-policy': 'keep' },
      },
    );
    return { secret: firstOf(existing, this.name), checksum: this.context.credentials(existing, this.name, keys) };
  }
}

/** The name of a Secret, and a checksum of its content; empty when that cannot be seen. */
export interface Credentials {
  readonly secret: string;
  readonly checksum: string;
}

/** An environment variable whose value is a key of a Secret. */
export const secretVariable = (name: string, secret: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});

/** The same, unset when the Secret does not have the key. */
export const optionalSecretVariable = (name: string, secret: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key, optional: true } },
});
