import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { V1Node } from '@kubernetes/client-node';
import type { Cluster } from './cluster.ts';
import { partOf, podsOf } from './release.ts';

/** The configuration of a kind cluster with a control plane and two workers. */
export const THREE_NODES = join(import.meta.dirname, 'three-nodes.yaml');

/** Why the cluster that TRIPTYCH_CONTEXT names cannot lose a node; undefined when it can, and when it names none. */
export function nodesAreMissing(): string | undefined {
  const context = process.env.TRIPTYCH_CONTEXT;
  if (!context) return undefined;
  const nodes = execFileSync('kubectl', ['--context', context, 'get', 'nodes', '-o', 'name'], { encoding: 'utf8' });
  const count = nodes.trim().split('\n').length;
  if (count >= 3 && context.startsWith('kind-')) return undefined;
  return `${context} has ${count} nodes, and these tests take nodes of a kind cluster with two workers away: make one with test/cluster/support/three-nodes.yaml`;
}

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

export interface Nodes {
  readonly controlPlane: string;
  readonly workers: readonly string[];
}

export async function nodesOf(cluster: Cluster): Promise<Nodes> {
  const nodes = await cluster.get<V1Node>('nodes');
  const named = (isWanted: (labels: object) => boolean) =>
    nodes.flatMap(({ metadata }) => (isWanted(metadata?.labels ?? {}) ? [metadata?.name ?? ''] : []));
  const [controlPlane = ''] = named((labels) => CONTROL_PLANE in labels);
  return { controlPlane, workers: named((labels) => !(CONTROL_PLANE in labels)) };
}

/** The nodes of each part's pods, in alphabetical order, by the name of the part. */
export async function placesOf(cluster: Cluster): Promise<Record<string, string[]>> {
  const byPart = Map.groupBy(await podsOf(cluster), partOf);
  const places = [...byPart].map(
    ([part, pods]) => [part, pods.map(({ spec }) => spec?.nodeName ?? '').sort()] as const,
  );
  return Object.fromEntries(places);
}
