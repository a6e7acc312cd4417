import { items, spreadItems } from '../../template/blocks.ts';
import { type Condition, NEVER, present } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import type { Component } from './component.ts';
import type { Context } from './context.ts';
import type { Part } from './part.ts';

/** A direction in which traffic is allowed: from one part to ports of another, by name. */
export type Edge = readonly [from: Component, to: Part, ...ports: string[]];

export interface Openings {
  readonly edges: readonly Edge[];
  /** Parts and ports that people and other systems may reach when the values name these. */
  readonly pages: readonly (readonly [part: Part, port: string])[];
  /** Parts that call the Kubernetes API, with further ports of nodes that they call. */
  readonly api: readonly (readonly [part: Part, ...nodePorts: number[]])[];
  /** Parts that call something outside the cluster when a condition holds. */
  readonly outside: readonly (readonly [part: Component, when: Condition])[];
}

const port = (number: number, protocol = 'TCP') => ({ port: number, protocol });
const portsOf = (part: Part, names: readonly string[]) => names.map((name) => port(part.port(name)));
const pods = (part: Component) => ({ podSelector: { matchLabels: part.selector } });

/** Gives each part a NetworkPolicy with its edges. All other traffic is denied in both directions. */
export function allowOnly(context: Context, parts: readonly Component[], openings: Openings): void {
  const { edges, pages, api, outside } = openings;
  const { networkPolicy } = context.values;
  for (const part of parts) {
    const toPages = pages.filter(([page]) => page === part).flatMap(([page, name]) => portsOf(page, [name]));
    const nodes = api
      .filter(([one]) => one === part)
      .flatMap(([, ...ports]) => [443, 6443, ...ports].map((number) => port(number)));
    const ingress = [
      ...edges
        .filter(([, to]) => to === part)
        .map(([from, to, ...names]) => ({ from: [pods(from)], ports: portsOf(to, names) })),
      // An empty list of peers would allow all of them.
      ...items(toPages.length > 0 ? present(networkPolicy.from) : NEVER, [
        { from: spreadItems(networkPolicy.from), ports: toPages },
      ]),
    ];
    const egress = [
      { ports: [port(53, 'UDP'), port(53)] },
      ...edges
        .filter(([from]) => from === part)
        .map(([, to, ...names]) => ({ to: [pods(to)], ports: portsOf(to, names) })),
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
