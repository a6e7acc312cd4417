import { setTimeout as delay } from 'node:timers/promises';
import type { KubernetesObject } from '@kubernetes/client-node';
import { request, requestJson } from '@triptych/client/http';
import { PARTS } from '@triptych/parts';
import { forwardTo } from '../../cluster/forward.ts';
import type { OpenRelease } from '../../cluster/open.ts';
import { openTunnel } from '../../cluster/tunnel.ts';
import { type Arrival, Inbox } from '../receiver/inbox.ts';
import { ARRIVALS_PATH, ONLY_PATH, RECEIVER_PORT, type Receiver } from '../receiver/receiver.ts';
import { withTimeLimit } from '../run/time-limit.ts';
import type { Objects } from './objects.ts';

export interface ClusterReceiver extends Receiver, AsyncDisposable {
  /** The URL at which Alertmanager reaches it. */
  readonly url: string;
}

const COMPONENT = 'drill-receiver';
const READY_SECONDS = 60;
const ASK_MS = 500;

/** Starts a pod that receives alerts, and reads them from it. Disposing of it removes the pod. */
export async function openClusterReceiver(
  objects: Objects,
  { kube, release, pods }: OpenRelease,
  image: string,
  signal: AbortSignal,
): Promise<ClusterReceiver> {
  const name = `${release.name}-${COMPONENT}`;
  const selector = selectorOf(release.name, COMPONENT);
  await using undo = new AsyncDisposableStack();
  undo.defer(() => removeReceiver(objects, release.name));
  // A drill that was killed may have left one.
  await removeReceiver(objects, release.name);
  for (const object of objectsOf(name, release.name, image)) {
    while (!(await objects.create(object))) await delay(500, undefined, { signal });
  }
  await withTimeLimit(`${name} is not ready`, READY_SECONDS, signal, async (limit) => {
    while (pods.selectedBy(selector).length === 0) await pods.changed(limit);
  });

  const service = { name, component: COMPONENT, selector, clusterIp: undefined, targetPort: RECEIVER_PORT };
  const tunnel = undo.use(await openTunnel(await forwardTo(kube, pods, service), { hint: 'start the drill again' }));
  const inbox = new Inbox();
  const stopped = new AbortController();
  const asking = (async () => {
    while (!stopped.signal.aborted) {
      // The pod keeps what arrives while the API server does not answer.
      const arrived = await requestJson<Arrival[]>(`${tunnel.url}${ARRIVALS_PATH}?from=${inbox.size}`, 5).catch(
        () => [],
      );
      for (const arrival of arrived) inbox.add(arrival);
      await delay(ASK_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  undo.defer(async () => {
    stopped.abort();
    await asking;
  });
  const resources = undo.move();
  return {
    inbox,
    url: `http://${name}:${RECEIVER_PORT}`,
    async acceptOnly(alertname) {
      const query = alertname === undefined ? '' : `?${new URLSearchParams({ alertname })}`;
      const reply = await request(`${tunnel.url}${ONLY_PATH}${query}`, { method: 'PUT' });
      if (!reply.ok) throw new Error(`${name} answered ${reply.status}`);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Removes the objects of a receiver. */
export async function removeReceiver(objects: Objects, release: string): Promise<void> {
  for (const { apiVersion = '', kind = '', metadata } of objectsOf(`${release}-${COMPONENT}`, release, '')) {
    await objects.remove({ apiVersion, kind, name: metadata?.name ?? '' }, 0);
  }
}

const selectorOf = (release: string, component: string) => ({
  'app.kubernetes.io/name': component,
  'app.kubernetes.io/instance': release,
});

function objectsOf(name: string, release: string, image: string): KubernetesObject[] {
  const labels = selectorOf(release, COMPONENT);
  const metadata = { name, labels };
  const [alertmanager, receiver] = [PARTS.alertmanager.component, COMPONENT].map((one) => ({
    podSelector: { matchLabels: selectorOf(release, one) },
  }));
  const ports = [{ port: RECEIVER_PORT, protocol: 'TCP' }];
  const policy = { ...alertmanager, policyTypes: ['Egress'], egress: [{ to: [receiver], ports }] };
  const container = {
    name: COMPONENT,
    image,
    args: ['drill', '--receive'],
    ports: [{ containerPort: RECEIVER_PORT }],
    readinessProbe: { tcpSocket: { port: RECEIVER_PORT }, periodSeconds: 1 },
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '192Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
  const pod = {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  };
  return [
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: pod },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports } },
    // Beside the policy of the chart, which allows Alertmanager only the receivers that are set up.
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: policy },
  ] as unknown as KubernetesObject[];
}
