import { ENDPOINTS, type Endpoints, useHeaders, withOverrides } from '@triptych/client/endpoints';
import { PARTS } from '@triptych/parts';
import { forwardTo } from './forward.ts';
import { type ClusterOptions, type Kube, openKube } from './kube.ts';
import { followPods, type ReadyPods } from './ready-pods.ts';
import { findRelease, podsOf, type Release, serviceOf } from './release.ts';
import { openRefusal, openTunnel, type Tunnel, type TunnelOptions } from './tunnel.ts';

/** A release with tunnels to its parts, which stay open until it is disposed. */
export interface OpenRelease extends AsyncDisposable {
  readonly kube: Kube;
  readonly release: Release;
  readonly pods: ReadyPods;
  /** Opens a tunnel to a component, to its main port unless another is named; undefined when the release does not have it. */
  tunnel(component: string, options?: Partial<TunnelOptions>, portName?: string): Promise<Tunnel | undefined>;
  /** Listens instead of a part that the release lacks, and answers each request with 503 and this detail. */
  refusal(detail: string): Promise<Tunnel>;
}

export interface ReleaseOptions extends ClusterOptions {
  readonly release?: string | undefined;
}

/** Finds the release that the options name, and follows its pods. */
export async function openRelease(options: ReleaseOptions): Promise<OpenRelease> {
  const kube = await openKube(options);
  return holdRelease(kube, await findRelease(kube, options.release));
}

/** Follows the pods of a release, so that tunnels can be opened to them. */
export async function holdRelease(
  kube: Kube,
  release: Release,
  defaults?: Partial<TunnelOptions>,
): Promise<OpenRelease> {
  const pods = await followPods(kube, podsOf(release.name));
  const tunnels: Tunnel[] = [];
  const hint = `"triptych doctor${argumentsOf(kube, release)}" shows why`;
  return {
    kube,
    release,
    pods,
    async tunnel(component, more, portName) {
      const service = serviceOf(release, component);
      if (!service) return undefined;
      const { targetPort } = service;
      const tunnel = await openTunnel(await forwardTo(kube, pods, { ...service, targetPort: portName ?? targetPort }), {
        hint,
        ...defaults,
        ...more,
      });
      tunnels.push(tunnel);
      return tunnel;
    },
    async refusal(detail) {
      const tunnel = await openRefusal(detail);
      tunnels.push(tunnel);
      return tunnel;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(tunnels.map((tunnel) => tunnel[Symbol.asyncDispose]()));
      await pods[Symbol.asyncDispose]();
    },
  };
}

/** The arguments that name this release in a command; each has a space before it. */
export function argumentsOf(kube: Kube, release?: Release): string {
  const named = release && release.name !== 'triptych' ? ` --release ${release.name}` : '';
  return ` --context ${kube.context} -n ${kube.namespace}${named}`;
}

/** Opens tunnels to the parts that commands talk to; a part that the release lacks has no URL. */
export async function ownEndpoints(open: OpenRelease): Promise<Partial<Endpoints>> {
  const opened = Object.entries(ENDPOINTS).map(async ([key, { part }]) => {
    const tunnel = await open.tunnel(PARTS[part].component);
    return tunnel ? [[key, tunnel.url]] : [];
  });
  return Object.fromEntries((await Promise.all(opened)).flat());
}

/** The URLs of all parts that commands talk to. The environment overrides them; a part that is missing answers with 503 and what to do. */
export async function allEndpoints(open: OpenRelease, env: NodeJS.ProcessEnv): Promise<Endpoints> {
  const found = withOverrides(await ownEndpoints(open), env);
  useHeaders(found, env);
  const url = async (key: keyof Endpoints) => found[key] ?? (await open.refusal(absent(open.release, key))).url;
  const [userSvc, jaeger, loki, prometheus, alertmanager] = await Promise.all([
    url('userSvc'),
    url('jaeger'),
    url('loki'),
    url('prometheus'),
    url('alertmanager'),
  ]);
  return { userSvc, jaeger, loki, prometheus, alertmanager };
}

/** The message for a part that the release lacks. */
export function absent({ name }: Release, key: keyof Endpoints): string {
  const { part, variable } = ENDPOINTS[key];
  return `${part} is not in release ${name}: set ${variable} to the URL of one outside the release`;
}
