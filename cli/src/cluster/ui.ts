import { once } from 'node:events';
import { mainPort, namesWithNodePort, PARTS, type PartEntry, type PartName } from '@triptych/parts';
import { print, printError, table } from '@triptych/terminal';
import { passwordCommand } from './grafana.ts';
import { type OpenRelease, openRelease, type ReleaseOptions } from './open.ts';
import { serviceOf } from './release.ts';

/** A part of a release and where it answers on this machine. */
export interface Forwarded {
  readonly part: PartName;
  /** None when the release does not have the part. */
  readonly url?: string | undefined;
  /** The port of the part, when another process holds that port. */
  readonly taken?: number | undefined;
}

/** Forwards every part with a page or an API until the process receives a signal; resolves to the exit code. */
export async function runUi(options: ReleaseOptions, offset: number): Promise<number> {
  const ended = Promise.race((['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => once(process, signal)));
  await using open = await openRelease(options);
  const forwarded: Forwarded[] = [];
  for (const part of namesWithNodePort()) forwarded.push(await forward(open, part, mainPort(part) + offset));
  const { release, kube } = open;
  print(`Release ${release.name} in namespace ${release.namespace} of ${kube.context}:\n`);
  for (const line of forwardedTable(forwarded)) print(line);
  const password = passwordCommand(open);
  if (password) print(`\nThe user of Grafana is admin. This command prints its password:\n  ${password}`);
  print('\nCtrl-C ends the forwarding.');
  announce(open);
  await ended;
  print();
  return 0;
}

/** A line for each part: its name, its URL, what it is. */
export function forwardedTable(forwarded: readonly Forwarded[]): string[] {
  const rows = forwarded.map(({ part, url, taken }) => [
    `  ${part}`,
    url ?? '–',
    url === undefined
      ? 'not in this release'
      : `${purposeOf(part)}${taken === undefined ? '' : ` (port ${taken} is taken)`}`,
  ]);
  return table(rows);
}

function purposeOf(name: PartName): string {
  const { purpose, page = '/' }: PartEntry = PARTS[name];
  return page === '/' ? purpose : `${purpose}; ${page}`;
}

async function forward(open: OpenRelease, part: PartName, port: number): Promise<Forwarded> {
  // Port 0, the last candidate, is any free port.
  for (const candidate of [port, port + 10_000, 0].filter((each) => each <= 65_535)) {
    const tunnel = await open.tunnel(PARTS[part].component, { port: candidate }).catch(unlessTaken);
    if (tunnel === 'taken') continue;
    return { part, url: tunnel?.url, taken: tunnel && candidate !== port ? port : undefined };
  }
  throw new Error(`no port of this machine is free for ${part}`);
}

function unlessTaken(error: NodeJS.ErrnoException): 'taken' {
  // EACCES: the system reserves some ports.
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return 'taken';
  throw error;
}

/** Prints a line when the last ready pod of a part disappears, and when the part has a ready pod again. */
function announce({ pods, release }: OpenRelease): void {
  const services = namesWithNodePort().flatMap((part) => serviceOf(release, PARTS[part].component) ?? []);
  const podOf = (selector: Readonly<Record<string, string>>) => pods.selectedBy(selector)[0]?.metadata?.name;
  const last = new Map(services.map((service) => [service, podOf(service.selector)]));
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
