import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import type { KubeConfig } from '@kubernetes/client-node';
import { UserError } from '../command.ts';
import { errorOf, KubeError } from './kube-error.ts';

/** Names a cluster and a namespace in it. */
export interface ClusterOptions {
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

export interface KubeReply<T> {
  readonly body: T;
  /** The clock of the API server, in whole seconds. */
  readonly date: Date | undefined;
  readonly milliseconds: number;
}

/** The API of a cluster, with a context of the kubeconfig. */
export interface Kube {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  readonly config: KubeConfig;
  /** Gets an object or a list; fails with a KubeError. */
  get<T>(path: string): Promise<T>;
  /** Gets an object with the date and duration of the reply; `accept` asks for another media type. */
  ask<T>(path: string, accept?: string): Promise<KubeReply<T>>;
}

/** Reads the kubeconfig, or the service account of the pod in which this runs. Sends no request. */
export async function openKube({ context, namespace }: ClusterOptions): Promise<Kube> {
  // Loaded here: loading it takes longer than most local commands.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
  } catch (cause) {
    throw new UserError(`cannot read the kubeconfig: ${(cause as Error).message}`, { cause });
  }
  return kubeOf(config, { context, namespace });
}

/** The API of the cluster that the kubeconfig, or the given context, names. */
export function kubeOf(config: KubeConfig, { context, namespace }: ClusterOptions): Kube {
  const contexts = config.getContexts().map(({ name }) => name);
  if (context !== undefined) {
    if (!contexts.includes(context)) {
      throw new UserError(`the kubeconfig has no context "${context}"; it has ${contexts.join(', ') || 'none'}`);
    }
    config.setCurrentContext(context);
  }
  const current = config.getContextObject(config.getCurrentContext());
  const cluster = config.getCurrentCluster();
  // The library invents this context when it finds neither a kubeconfig nor a service account.
  if (current?.name === 'loaded-context') {
    throw new UserError('there is no kubeconfig: set KUBECONFIG, or make ~/.kube/config');
  }
  if (!current || !cluster) {
    throw new UserError(
      `the kubeconfig has no current context: give --context NAME (${contexts.join(', ') || 'it has none'})`,
    );
  }
  const ask = <T>(path: string, accept = 'application/json') => request<T>(config, cluster.server, path, accept);
  return {
    context: current.name,
    server: cluster.server,
    namespace: namespace ?? current.namespace ?? 'default',
    config,
    ask,
    async get<T>(path: string) {
      return (await ask<T>(path)).body;
    },
  };
}

async function request<T>(config: KubeConfig, server: string, path: string, accept: string): Promise<KubeReply<T>> {
  const started = performance.now();
  const reply = await send(config, `${server.replace(/\/$/, '')}${path}`, accept).catch((cause: Error) => {
    const reason = cause.name === 'AbortError' ? 'no answer within 10 s' : cause.message || String(cause);
    throw new KubeError(`the API server ${server} does not answer: ${reason}`);
  });
  if (reply.status >= 300) throw errorOf(path.split('?')[0] ?? path, reply.status, reply.text);
  const date = reply.date === undefined ? undefined : new Date(reply.date);
  return { body: JSON.parse(reply.text, noNullLists) as T, date, milliseconds: performance.now() - started };
}

async function send(config: KubeConfig, url: string, accept: string) {
  // The clients of the library hide the Date header and open a new connection pool for each request.
  const options: https.RequestOptions = { signal: AbortSignal.timeout(10_000) };
  await config.applyToHTTPSOptions(options);
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const outgoing = (url.startsWith('http:') ? http : https).request(
    url,
    { ...options, headers: { ...options.headers, accept } },
    resolve,
  );
  outgoing.on('error', reject).end();
  const reply = await promise;
  return { status: reply.statusCode ?? 0, date: reply.headers.date, text: await text(reply) };
}

/** Replaces null lists: some replies encode an empty list of Go as null. */
function noNullLists(key: string, value: unknown): unknown {
  return key === 'items' && value === null ? [] : value;
}
