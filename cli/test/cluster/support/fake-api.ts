import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { type Kube, kubeOf } from '../../../src/cluster/kube.ts';

/** An API server with these replies by path, without query; it forbids every other path. */
export async function fakeApi(replies: Readonly<Record<string, unknown>>, namespace = 'shop') {
  const asked: string[] = [];
  const server = createServer((request, reply) => {
    asked.push(request.url ?? '');
    const path = request.url?.split('?')[0] ?? '';
    const found = replies[path];
    reply.statusCode = found === undefined ? 403 : 200;
    const resource = path.split('/').at(-1);
    const message = `${resource} is forbidden: User "me" cannot list resource "${resource}" in API group "" in the namespace "${namespace}"`;
    reply.end(JSON.stringify(found ?? { kind: 'Status', message }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    kube: kubeAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, namespace),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A kubeconfig with one context, called `here`. */
export function configAt(server: string, namespace?: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'one', server, skipTLSVerify: true }],
    users: [{ name: 'me' }],
    contexts: [{ name: 'here', cluster: 'one', user: 'me', namespace }],
    currentContext: 'here',
  });
  return config;
}

export function kubeAt(server: string, namespace?: string): Kube {
  return kubeOf(configAt(server, namespace), {});
}

/** A Service as the API has it. */
export function service(component: string, instance = 'triptych', namespace = 'shop') {
  const labels = { 'app.kubernetes.io/name': component, 'app.kubernetes.io/instance': instance };
  return {
    metadata: { name: `${instance}-${component}`, namespace, labels },
    spec: { clusterIP: '10.0.0.1', selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
}
