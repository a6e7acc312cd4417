import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { PortForward, V1Pod } from '@kubernetes/client-node';
import type { Kube } from './kube.ts';
import { KubeError } from './kube-error.ts';
import type { ReadyPods } from './ready-pods.ts';
import type { ReleaseService } from './release.ts';
import type { Dialled, TunnelEnd } from './tunnel.ts';

/** The pods behind a Service as the end of a tunnel, through the API server's port-forward. */
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
      if (!pod) throw new Error('it is gone');
      return dial(forward, kube.namespace, name, portOf(pod, service.targetPort), socket, closed);
    },
  };
}

/** Joins a socket with a port of a pod. */
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
      // The port number comes first on this stream, too, and then nothing when all is well.
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
  // Only with retries, which are not asked for, it would be a function.
  const connection = typeof opened === 'function' ? opened() : opened;
  connection?.addEventListener('close', () => closed());
  // Load balancers before an API server cut what is silent for a minute.
  const beat = setInterval(() => connection?.ping(), 20_000).unref();
  return {
    close() {
      clearInterval(beat);
      connection?.close();
    },
  };
}

/** Resolves the name of a port in the pod's containers. */
export function portOf({ spec }: V1Pod, port: number | string): number {
  if (typeof port === 'number') return port;
  for (const container of spec?.containers ?? []) {
    const found = container.ports?.find(({ name }) => name === port);
    if (found) return found.containerPort;
  }
  throw new Error(`it has no port called ${port}`);
}

/** The end of what a kubelet writes: the rest names the pod again, by numbers. */
function reasonOf(text: string): string {
  return /(connection refused|connection reset|no such container|not running)/i.exec(text)?.[1]?.toLowerCase() ?? text;
}

/** Why the API server did not open a port-forward. */
export function forwardError({ message }: { message?: string }, namespace: string): KubeError {
  if (!message?.includes('403')) return new KubeError(message || 'the API server refused the port-forward');
  // Which of both is asked for depends on the age of the API server.
  const right = `get and create pods/portforward in namespace ${namespace}`;
  return new KubeError(`you may not ${right}`, 403, right);
}
