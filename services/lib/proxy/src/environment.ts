import { isInternalHost } from './internal-host.ts';

type Environment = Record<string, string | undefined>;

/** grpc-js and Go match the network 127.0.0.0/8, `fetch` of Node its addresses alone; suffixes begin with a dot. */
const INTERNAL_HOSTS = [
  ...['localhost', '.localhost', '127.0.0.1', '127.0.0.0/8', '::1', '[::1]'],
  ...['.svc', '.cluster.local', '.local', 'host.docker.internal'],
];

const PROXIES = ['http_proxy', 'https_proxy', 'grpc_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);

/**
 * Changes an environment so that internal hosts are reached without its proxy, by this process and by its children.
 * `no_proxy` has no pattern for names without a dot, so those of URLs in the environment are added one by one. Without a
 * proxy nothing changes.
 */
export function exemptInternalHosts(env: Environment): void {
  if (!PROXIES.some((name) => env[name])) return;
  const listed = [env.no_proxy, env.NO_PROXY].flatMap((list) => list?.split(/[\s,]+/) ?? []).filter(Boolean);
  const all = listed.includes('*') ? '*' : [...new Set([...listed, ...INTERNAL_HOSTS, ...namedHosts(env)])].join(',');
  // Node, grpc-js and Go do not agree on which of the two comes first.
  env.no_proxy = all;
  env.NO_PROXY = all;
  // grpc-js does not know "*". It takes an empty entry for the end of every name.
  if (all === '*') env.no_grpc_proxy ??= ',';
  else if (env.no_grpc_proxy) env.no_grpc_proxy += `,${all}`;
  // grpc-js reads lower-case names alone.
  if (!env.grpc_proxy && !env.https_proxy && !env.http_proxy) {
    const proxy = env.HTTPS_PROXY || env.HTTP_PROXY;
    if (proxy) env.grpc_proxy = proxy;
  }
}

/** The internal hosts of all URLs in the environment. */
function namedHosts(env: Environment): string[] {
  const hosts = Object.entries(env).flatMap(([name, value = '']) =>
    PROXIES.includes(name)
      ? []
      : [...value.matchAll(/\/\/(?:[^/@\s]*@)?([^/:@?#,\s[\]]+)/g)].map(([, host = '']) => host),
  );
  return hosts.filter(isInternalHost);
}
