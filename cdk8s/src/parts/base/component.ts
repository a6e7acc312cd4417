import type { PartEntry } from '@triptych/parts';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodSettings } from '../../settings.ts';
import { inOrder, merged, spread } from '../../template/blocks.ts';
import { ALWAYS, type Condition } from '../../template/condition.ts';
import { dependOn, onlyWhen } from '../../template/conditional.ts';
import type { Context } from './context.ts';
import { type PodProps, podTemplate, serviceAccountName } from './pod.ts';

/** `app.kubernetes.io/component`. */
export type Tier = PartEntry['tier'] | 'test';

/** Objects of Kubernetes with a common name and labels: a part, or something that exists only in a cluster. */
export class Component extends Construct {
  readonly context: Context;
  readonly component: string;
  readonly tier: Tier;
  /** RELEASE-COMPONENT: the name of most of its objects. */
  readonly name: string;

  constructor(scope: Construct, context: Context, component: string, tier: Tier, condition: Condition = ALWAYS) {
    super(scope, component);
    dependOn(this, condition);
    this.context = context;
    this.component = component;
    this.tier = tier;
    this.name = `${context.release.name}-${component}`;
  }

  /** The labels by which Services and policies find the pods. */
  get selector(): Record<string, string> {
    return { 'app.kubernetes.io/name': this.component, 'app.kubernetes.io/instance': this.context.release.name };
  }

  get labels(): Record<string, string> {
    return { ...this.selector, 'app.kubernetes.io/component': this.tier };
  }

  /** `app.kubernetes.io/version`, where it is not the version of the chart. */
  protected get version(): Record<string, string> {
    return {};
  }

  /** Adds an object. A `suffix` distinguishes several objects of one kind. */
  object(apiVersion: string, kind: string, body: object, options: ObjectOptions = {}): ApiObject {
    const { suffix = '', clusterWide = false, labels = {}, annotations, scope = this } = options;
    const { name, namespace } = this.context.release;
    // A namespace contains no dot, so that no two namespaces and releases make the same name.
    const base = clusterWide ? `${namespace}.${name}-${this.component}` : this.name;
    const metadata = {
      name: suffix ? `${base}-${suffix}` : base,
      labels: { ...this.labels, ...this.version, ...spread(merged(this.context.values.commonLabels, labels)) },
      ...(annotations && { annotations }),
    };
    return new ApiObject(scope, `${kind}${suffix}`.toLowerCase(), inOrder({ apiVersion, kind, metadata, ...body }));
  }

  /** A Deployment. Without `replicas` an autoscaler sets their number. */
  deployment(pod: PodProps, replicas: { replicas?: number }): ApiObject {
    return this.object('apps/v1', 'Deployment', {
      spec: {
        ...replicas,
        selector: { matchLabels: this.selector },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        // Pods with a volume may have to stay where it is.
        template: podTemplate(this, { ...pod, mustSpread: true }),
      },
    });
  }

  /** The ServiceAccount of the pods, unless the values name an existing one. Returns its name. */
  serviceAccount({ serviceAccount }: PodSettings): string {
    this.object(
      'v1',
      'ServiceAccount',
      { automountServiceAccountToken: false },
      { scope: onlyWhen(this, 'account', serviceAccount.create), annotations: spread(serviceAccount.annotations) },
    );
    return serviceAccountName(this, { serviceAccount });
  }
}

export interface ObjectOptions {
  readonly suffix?: string;
  /** Puts the namespace into the name, so that releases in two namespaces do not collide. */
  readonly clusterWide?: boolean;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly scope?: Construct;
}
