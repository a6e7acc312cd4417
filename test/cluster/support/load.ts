import type { Summary } from '../../../cli/src/load/summary.ts';
import type { Cluster } from './cluster.ts';

export type { Summary };

/** Load that is made by a pod of the cluster, as callers in the cluster would. */
export interface Load {
  /** Its summary, once it has ended. */
  readonly summary: Promise<Summary>;
}

/** Starts `triptych load` in a pod that the network policy takes for the one of `helm test`, on a node if one is named. */
export async function startLoad(
  cluster: Cluster,
  release: string,
  name: string,
  args: readonly string[],
  node?: string,
): Promise<Load> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/name': 'test', 'app.kubernetes.io/instance': release } },
    spec: {
      restartPolicy: 'Never',
      ...(node && { nodeName: node }),
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'load',
          image: await imageOf(cluster, release),
          args: ['load', ...args, '--json'],
          env: [{ name: 'TRIPTYCH_USER_SVC_URL', value: `http://${release}-user-svc:8081` }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
  await cluster.kubectl(['delete', 'pod', name, '--ignore-not-found']);
  await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(pod) });
  await cluster.kubectl(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s']);
  return { summary: ended(cluster, name) };
}

async function ended(cluster: Cluster, name: string): Promise<Summary> {
  // Until the stream of its output ends, which is when it does.
  const log = await cluster.kubectl(['logs', '--follow', name]);
  if (!log.includes('{')) throw new Error(`the load ${name} ended without a summary:\n${log}`);
  return JSON.parse(log.slice(log.indexOf('{'))) as Summary;
}

/** The command's image, as the release's own test has it. */
async function imageOf(cluster: Cluster, release: string): Promise<string> {
  const hooks = await cluster.helm('get', 'hooks', release);
  const image = /image: "?([^"\s]+)"?/.exec(hooks)?.[1];
  if (!image) throw new Error(`helm get hooks ${release} names no image:\n${hooks}`);
  return image;
}
