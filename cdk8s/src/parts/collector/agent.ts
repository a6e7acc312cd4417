import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { ALWAYS } from '../../template/condition.ts';
import { asText } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { podTemplate } from '../base/pod.ts';
import { allow, READ } from '../base/role.ts';
import { Otelcol } from './otelcol.ts';

/**
 * A Collector on every node. It reads the node's kubelet, and kube-state-metrics where that runs on the node. So each is
 * read once, however many Collectors and nodes there are.
 */
export class CollectorAgent extends Otelcol {
  constructor(scope: Construct, context: Context, collector: string) {
    const { image, kubernetes } = context.values.collector;
    super(scope, context, 'otelcol_agent', kubernetes.enabled);
    const settings = { ...kubernetes.agent, image };
    const account = this.serviceAccount(settings);
    const pod = this.otelcol({
      settings,
      config: { agent: ALWAYS, 'kubernetes-events': kubernetes.events },
      ports: [],
      env: [
        { name: 'K8S_NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
        { name: 'RELEASE', value: context.release.name },
        { name: 'OTELCOL_ENDPOINT', value: collector },
        { name: 'KUBELET_INSECURE_SKIP_VERIFY', value: asText(kubernetes.kubeletInsecureSkipVerify) },
      ],
      usesApi: ALWAYS,
    });
    // Nodes, and so their statistics, belong to no namespace: the role is cluster-wide.
    allow(this, account, [{ apiGroups: [''], resources: ['nodes/stats'], verbs: ['get'] }], { clusterWide: true });
    allow(this, account, [
      { apiGroups: [''], resources: ['pods'], verbs: READ },
      ...items(kubernetes.events, [
        { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: READ },
        // By a lease the agents elect the one that follows the events.
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'patch'] },
      ]),
    ]);
    this.object('apps/v1', 'DaemonSet', {
      spec: {
        selector: { matchLabels: this.selector },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%' } },
        template: podTemplate(this, pod),
      },
    });
  }
}
