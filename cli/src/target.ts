import { type Endpoints, localEndpoints, withOverrides } from '@triptych/client/endpoints';
import { readOffset, UsageError } from './command.ts';

/** The options that name a release in a cluster. */
export const clusterOptions = {
  context: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  release: { type: 'string' },
} as const;

/** The options of every command that talks to a running system: which one it is. */
export const targetOptions = { 'port-offset': { type: 'string' }, ...clusterOptions } as const;

/** Part of the help of such a command. */
export const targetHelp = `
  --port-offset N          the local stack whose ports are shifted by N
  --context NAME           a cluster of your kubeconfig, rather than the local stack
  -n, --namespace NAME     and the namespace of the release in it
  --release NAME           and its name, where the namespace has several`;

export interface ClusterValues {
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  readonly release?: string | undefined;
}

export interface TargetValues extends ClusterValues {
  readonly 'port-offset'?: string | undefined;
}

/** A running system: where its parts answer for as long as it is held. */
export interface Target extends AsyncDisposable {
  readonly endpoints: Endpoints;
  /** The arguments with which another command finds it again, each with a space before it. */
  readonly arguments: string;
  /** Whether the endpoints are gone when this command is over. */
  readonly temporary: boolean;
}

/**
 * Opens what the options name: the local stack, or the release of a cluster. Where TRIPTYCH_USER_SVC_URL,
 * TRIPTYCH_JAEGER_URL, TRIPTYCH_LOKI_URL or TRIPTYCH_PROMETHEUS_URL is set, that is used instead.
 */
export async function openTarget(values: TargetValues, env = process.env): Promise<Target> {
  const { 'port-offset': offsetText, context, namespace, release } = values;
  if ([context, namespace, release].some((value) => value !== undefined)) {
    if (offsetText !== undefined) throw new UsageError('--port-offset is for the local stack: leave it out');
    return openClusterTarget(values, env);
  }
  const offset = readOffset(offsetText);
  return {
    endpoints: withOverrides(localEndpoints(offset), env),
    arguments: offset === 0 ? '' : ` --port-offset ${offset}`,
    temporary: false,
    async [Symbol.asyncDispose]() {},
  };
}

async function openClusterTarget(values: ClusterValues, env: NodeJS.ProcessEnv): Promise<Target> {
  // Nothing of Kubernetes is loaded for the local stack.
  const { allEndpoints, argumentsOf, openRelease } = await import('./cluster/open.ts');
  const open = await openRelease(values);
  return {
    endpoints: await allEndpoints(open, env),
    arguments: argumentsOf(open.kube, open.release),
    temporary: true,
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}
