import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { PortForward, V1Pod } from '@kubernetes/client-node';
import type { Kube } from './kube.ts';
import { KubeError } from './kube-error.ts';
import type { ReadyPods } from './ready-pods.ts';
import type { ReleaseService } from './release.ts';
import type { Dialled, TunnelEnd } from './tunnel.ts';

/** The end of a tunnel: the pods behind a Service, through the API server's port-forward. */
export async function forwardTo(kube: Kube, pods: ReadyPods, service: ReleaseService): Promise<TunnelEnd> {
  const { PortForward } = await import('@kubernetes/client-node');
  const forward = new PortForward(kube.config);
  const ready = () => pods.selectedBy(service.selector);
  return {
    name: service.name,
    pods: () => ready().map(({ metadata }) => metadata?.name ?? ''),
    changed: (signal) => pods.changed(signal),
    dial(name, socket, closed) {
      const pod = ready().find(({ metadata }) => metadata?.name === name);
      if (!pod) throw new Error('the pod has disappeared');
      return dial(forward, kube.namespace, name, portOf(pod, service.targetPort), socket, closed);
    },
  };
}

/** Connects a socket with a port of a pod. */
export async function dial(
  forward: PortForward,
  namespace: string,
  pod: string,
  port: number,
  socket: Socket,
  closed: (error?: string) => void,
): Promise<Dialled> {
  const errors = new Writable({
    write(chunk, _encoding, done) {
      // This stream begins with the port number; text follows only when the forward fails.
      const text = String(chunk).trim();
      if (text) closed(reasonOf(text));
      done();
    },
  });
  const opened = await forward
    .portForward(namespace, pod, [port], socket, errors, socket)
    .catch((cause: { message?: string }) => {
      throw forwardError(cause, namespace);
    });
  // The library returns a function only with retries, which are off here.
  const connection = typeof opened === 'function' ? opened() : opened;
  connection?.addEventListener('close', () => closed());
  // Load balancers before an API server close connections that are silent for a minute.
  const beat = setInterval(() => connection?.ping(), 20_000).unref();
  return {
    close() {
      clearInterval(beat);
      connection?.close();
    },
  };
}

/** The number of a port, which may be given by its name in the pod's containers. */
export function portOf({ spec }: V1Pod, port: number | string): number {
  if (typeof port === 'number') return port;
  for (const container of spec?.containers ?? []) {
    const found = container.ports?.find(({ name }) => name === port);
    if (found) return found.containerPort;
  }
  throw new Error(`the pod has no port called ${port}`);
}

/** The reason in a kubelet's message, without the ids of the pod before it. */
function reasonOf(text: string): string {
  return /(connection refused|connection reset|no such container|not running)/i.exec(text)?.[1]?.toLowerCase() ?? text;
}

/** Why the API server did not open a port-forward. */
export function forwardError({ message }: { message?: string }, namespace: string): KubeError {
  if (!message?.includes('403')) return new KubeError(message || 'the API server refused the port-forward');
  // Older API servers ask for one of these verbs, newer ones for the other.
  const right = `get and create pods/portforward in namespace ${namespace}`;
  return new KubeError(`you may not ${right}`, 403, right);
}
