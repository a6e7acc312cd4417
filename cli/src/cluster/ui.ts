import { once } from 'node:events';
import { print, printError, table } from '../output.ts';
import { passwordCommand } from './grafana.ts';
import { type OpenRelease, openRelease, type ReleaseOptions } from './open.ts';
import { CLUSTER_PARTS, type ClusterPart } from './parts.ts';
import { serviceOf } from './release.ts';

export interface Forwarded {
  readonly part: ClusterPart;
  /** None when the release does not have the part. */
  readonly url?: string | undefined;
  /** The port it would have had, when somebody else holds that. */
  readonly taken?: number | undefined;
}

/** Forwards every part of a release until the process is told to end. */
export async function runUi(options: ReleaseOptions, offset: number): Promise<number> {
  const ended = Promise.race((['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => once(process, signal)));
  await using open = await openRelease(options);
  const forwarded: Forwarded[] = [];
  for (const part of CLUSTER_PARTS) forwarded.push(await forward(open, part, part.port + offset));
  const { release, kube } = open;
  print(`Release ${release.name} in namespace ${release.namespace} of ${kube.context}:\n`);
  for (const line of describe(forwarded)) print(line);
  const password = passwordCommand(open);
  if (password) print(`\nGrafana's user is admin; its password:\n  ${password}`);
  print('\nCtrl-C ends it.');
  announce(open);
  await ended;
  print();
  return 0;
}

/** The lines that tell what is where. */
export function describe(forwarded: readonly Forwarded[]): string[] {
  const rows = forwarded.map(({ part, url, taken }) => [
    `  ${part.name}`,
    url ?? '–',
    url === undefined ? 'not in this release' : `${part.use}${taken === undefined ? '' : ` (port ${taken} is taken)`}`,
  ]);
  return table(rows);
}

async function forward(open: OpenRelease, part: ClusterPart, port: number): Promise<Forwarded> {
  // The last resort is any free one.
  for (const candidate of [port, port + 10_000, 0].filter((each) => each <= 65_535)) {
    const tunnel = await open.tunnel(part.component, { port: candidate }).catch(unlessTaken);
    if (tunnel === 'taken') continue;
    return { part, url: tunnel?.url, taken: tunnel && candidate !== port ? port : undefined };
  }
  throw new Error('no port is free');
}

function unlessTaken(error: NodeJS.ErrnoException): 'taken' {
  // EACCES: a system may keep ports for itself.
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return 'taken';
  throw error;
}

/** Says when the last pod of a part is gone, and when there is one again. */
function announce({ pods, release }: OpenRelease): void {
  const parts = CLUSTER_PARTS.flatMap((part) => serviceOf(release, part.component) ?? []);
  const podOf = (selector: Readonly<Record<string, string>>) => pods.of(selector)[0]?.metadata?.name;
  const last = new Map(parts.map((service) => [service, podOf(service.selector)]));
  const time = () => new Date().toTimeString().slice(0, 8);
  const look = () => {
    for (const [service, before] of last) {
      const now = podOf(service.selector);
      if (now === before) continue;
      last.set(service, now);
      printError(
        `${time()} ${service.name}: ${now === undefined ? `${before} is not ready any more` : `joined with ${now}`}`,
      );
    }
  };
  look();
  pods.onChange(look);
  for (const [service, pod] of last)
    if (pod === undefined) printError(`${time()} ${service.name}: no pod is ready yet`);
}
