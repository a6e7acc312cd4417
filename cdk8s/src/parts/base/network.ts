import { items, spreadItems } from '../../template/blocks.ts';
import { type Condition, NEVER, present } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import type { Context } from './context.ts';
import type { Part } from './part.ts';

/** A way on which traffic may go: from a part to ports of another. */
export type Edge = readonly [from: Part, to: Part, ...ports: number[]];

export interface Openings {
  readonly edges: readonly Edge[];
  /** Parts and ports that people, and other systems, may reach when the values name them. */
  readonly pages: readonly (readonly [Part, number])[];
  /** Parts that ask the Kubernetes API, and on which further ports of nodes. */
  readonly api: readonly (readonly [Part, ...number[]])[];
  /** Parts that use something outside of the cluster, when a condition holds. */
  readonly outside: readonly (readonly [Part, Condition])[];
}

const port = (number: number, protocol = 'TCP') => ({ port: number, protocol });
const pods = (part: Part) => ({ podSelector: { matchLabels: part.selector } });

/** For each part a NetworkPolicy with its edges; whatever is not one is denied, in both directions. */
export function allowOnly(context: Context, parts: readonly Part[], { edges, pages, api, outside }: Openings): void {
  const { networkPolicy } = context.values;
  for (const part of parts) {
    const toPages = pages.filter(([page]) => page === part).map(([, number]) => port(number));
    const nodes = api
      .filter(([one]) => one === part)
      .flatMap(([, ...ports]) => [443, 6443, ...ports].map((n) => port(n)));
    const ingress = [
      ...edges
        .filter(([, to]) => to === part)
        .map(([from, , ...numbers]) => ({ from: [pods(from)], ports: numbers.map((number) => port(number)) })),
      // An empty list of peers would mean all of them.
      ...items(toPages.length > 0 ? present(networkPolicy.from) : NEVER, [
        { from: spreadItems(networkPolicy.from), ports: toPages },
      ]),
    ];
    const egress = [
      { ports: [port(53, 'UDP'), port(53)] },
      ...edges
        .filter(([from]) => from === part)
        .map(([, to, ...numbers]) => ({ to: [pods(to)], ports: numbers.map((number) => port(number)) })),
      ...(nodes.length > 0 ? [{ ports: nodes }] : []),
      ...outside.filter(([one]) => one === part).flatMap(([, condition]) => items(condition, [{}])),
    ];
    part.object(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { spec: { podSelector: { matchLabels: part.selector }, policyTypes: ['Ingress', 'Egress'], ingress, egress } },
      { scope: onlyWhen(part, 'network', networkPolicy.enabled) },
    );
  }
}
