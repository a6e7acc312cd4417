import { readOffset, UsageError } from './command.ts';
import { type Endpoints, localEndpoints } from './endpoints.ts';

/** The options of every command that talks to a running system: which one it is. */
export const targetOptions = {
  'port-offset': { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
} as const;

/** Part of the help of such a command. */
export const targetHelp = `
  --port-offset N          the local stack whose ports are shifted by N
  --context NAME           a cluster of your kubeconfig, rather than the local stack
  -n, --namespace NAME     and the namespace of the release in it`;

export interface TargetValues {
  readonly 'port-offset'?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

/** A running system: where its parts answer for as long as it is held. */
export interface Target extends AsyncDisposable {
  readonly endpoints: Endpoints;
}

/** Opens what the options name: the local stack, or the release of a cluster. */
export async function openTarget(values: TargetValues): Promise<Target> {
  if (values.context !== undefined || values.namespace !== undefined) {
    throw new UsageError('--context and --namespace are not here yet');
  }
  return { endpoints: localEndpoints(readOffset(values['port-offset'])), async [Symbol.asyncDispose]() {} };
}
