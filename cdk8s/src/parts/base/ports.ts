import { PARTS, type PartEntry, type PartName } from '@triptych/parts';
import type { Context } from './context.ts';

/** The number of a port in parts.json. */
export function portOf(part: PartName, name: string): number {
  const { ports: own, clusterPorts }: PartEntry = PARTS[part];
  const ports: Readonly<Record<string, number>> = { ...own, ...clusterPorts };
  const number = ports[name];
  if (number !== undefined) return number;
  throw new Error(`${part} has no port "${name}" in parts.json; it has ${Object.keys(ports).join(', ')}`);
}

/** HOST:PORT of a part's Service. */
export const addressOf = ({ release }: Pick<Context, 'release'>, part: PartName, port: string): string =>
  `${release.name}-${PARTS[part].component}:${portOf(part, port)}`;

/** The name of the headless Service with the address of each pod of a part. */
export const podsName = ({ release }: Pick<Context, 'release'>, part: PartName): string =>
  `${release.name}-${PARTS[part].component}-${PODS}`;

/** The suffix of such a Service. */
export const PODS = 'pods';

/** The name of the first port, which is for people and for other parts. */
export const mainPort = (part: PartName): string => Object.keys(PARTS[part].ports)[0] ?? '';

/** The name of the port with `/metrics`: one of its own, or the main one. */
export const metricsPort = (part: PartName): string => ('metrics' in PARTS[part].ports ? 'metrics' : mainPort(part));
