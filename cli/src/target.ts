import { type Endpoints, localEndpoints, useHeaders, withOverrides } from '@triptych/client/endpoints';
import { readOffset, UsageError } from './command.ts';

/** The options that name a release in a cluster. */
export const clusterOptions = {
  context: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  release: { type: 'string' },
} as const;

/** The options of every command that talks to a running system: a local stack or a release. */
export const targetOptions = { 'port-offset': { type: 'string' }, ...clusterOptions } as const;

/** The help for these options. */
export const targetHelp = `
  --port-offset N          the local stack that was started with this offset
  --context NAME           a release in the cluster of this kubeconfig context, instead of the local stack
  -n, --namespace NAME     the namespace of the release
  --release NAME           the name of the release, where the namespace has several`;

export interface ClusterValues {
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  readonly release?: string | undefined;
}

export interface TargetValues extends ClusterValues {
  readonly 'port-offset'?: string | undefined;
}

/** A running system and the URLs of its parts; they are valid until it is disposed. */
export interface Target extends AsyncDisposable {
  readonly endpoints: Endpoints;
  /** The arguments that name this system in another command; each has a space before it. */
  readonly arguments: string;
  /** The namespace of a release; undefined for a local stack. */
  readonly namespace?: string;
  /** Whether the URLs stop working when this command ends. */
  readonly temporary: boolean;
}

/**
 * Opens the system that the options name: the local stack, or a release in a cluster. TRIPTYCH_USER_SVC_URL,
 * TRIPTYCH_JAEGER_URL, TRIPTYCH_LOKI_URL and TRIPTYCH_PROMETHEUS_URL override the URL of their part, and variables that end in
 * _HEADERS add headers to requests to it.
 */
export async function openTarget(values: TargetValues, env = process.env): Promise<Target> {
  const { 'port-offset': offsetText, context, namespace, release } = values;
  if ([context, namespace, release].some((value) => value !== undefined)) {
    if (offsetText !== undefined)
      throw new UsageError(
        '--port-offset names a local stack, and --context, --namespace and --release a release: give one or the other',
      );
    return openClusterTarget(values, env);
  }
  const offset = readOffset(offsetText);
  const endpoints = withOverrides(localEndpoints(offset), env);
  useHeaders(endpoints, env);
  return {
    endpoints,
    arguments: offset === 0 ? '' : ` --port-offset ${offset}`,
    temporary: false,
    async [Symbol.asyncDispose]() {},
  };
}

async function openClusterTarget(values: ClusterValues, env: NodeJS.ProcessEnv): Promise<Target> {
  // Loaded here: the local stack needs no Kubernetes client.
  const { allEndpoints, argumentsOf, openRelease } = await import('./cluster/open.ts');
  const open = await openRelease(values);
  return {
    endpoints: await allEndpoints(open, env),
    arguments: argumentsOf(open.kube, open.release),
    namespace: open.kube.namespace,
    temporary: true,
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}
