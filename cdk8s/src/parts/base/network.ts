import { entries, items, spreadItems } from '../../template/blocks.ts';
import { type Condition, NEVER, present } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import type { Component } from './component.ts';
import type { Context } from './context.ts';
import type { Part } from './part.ts';

/** A direction in which traffic is allowed: from one part to ports of another, by name. */
export type Edge = readonly [from: Component, to: Part, ...ports: string[]];

/** Why something outside of the release calls a part. */
export type Purpose = 'api' | 'pages' | 'monitoring' | 'telemetry';

export interface Openings {
  readonly edges: readonly Edge[];
  /** Parts and ports that people and other systems may reach when the values name these, by purpose. */
  readonly outsiders: Readonly<Record<Purpose, readonly (readonly [part: Part, ...ports: string[]])[]>>;
  /** Parts and ports that senders with a token may reach when a condition holds. */
  readonly senders: readonly (readonly [part: Part, when: Condition, ...ports: string[]])[];
  /** Parts that call the Kubernetes API, with further ports of nodes that they call. */
  readonly kubernetes: readonly (readonly [part: Part, ...nodePorts: number[]])[];
  /** Parts that call something outside the cluster when a condition holds. */
  readonly outside: readonly (readonly [part: Component, when: Condition])[];
}

const port = (number: number) => ({ port: number, protocol: 'TCP' });
const portsOf = (part: Part, names: readonly string[]) => names.map((name) => port(part.port(name)));
const pods = (part: Component) => ({ podSelector: { matchLabels: part.selector } });

/** Gives each part a NetworkPolicy with its edges. All other traffic is denied in both directions. */
export function allowOnly(context: Context, parts: readonly Component[], openings: Openings): void {
  const { edges, outsiders, senders, kubernetes, outside } = openings;
  const { networkPolicy } = context.values;
  const { otlpFrom } = networkPolicy;
  for (const part of parts) {
    const portsFor = (...purposes: Purpose[]) => [
      ...new Map(
        purposes
          .flatMap((purpose) => outsiders[purpose])
          .filter(([one]) => one === part)
          .flatMap(([one, ...names]) => portsOf(one, names).map((one) => [one.port, one] as const)),
      ).values(),
    ];
    // An empty list of peers or ports would allow all of them.
    const from = (peers: readonly object[], ports: readonly object[]) =>
      items(ports.length > 0 ? present(peers) : NEVER, [{ from: spreadItems(peers), ports }]);
    const to = (ports: readonly object[]) => items(present(ports), [{ ports: spreadItems(ports) }]);
    const calls = kubernetes.filter(([one]) => one === part);
    const nodePorts = calls.flatMap(([, ...ports]) => ports.map(port));
    const ingress = [
      ...edges
        .filter(([, to]) => to === part)
        .map(([from, to, ...names]) => ({ from: [pods(from)], ports: portsOf(to, names) })),
      ...from(networkPolicy.from, portsFor('api', 'pages', 'monitoring')),
      ...from(networkPolicy.apiFrom, portsFor('api')),
      ...from(networkPolicy.pagesFrom, portsFor('pages')),
      ...from(networkPolicy.monitoringFrom, portsFor('monitoring')),
      ...from(networkPolicy.telemetryFrom, portsFor('telemetry')),
      ...senders
        .filter(([one]) => one === part)
        // No list of peers means everybody in every cluster: Cilium's 0.0.0.0/0 leaves out nodes, which forward from outside.
        .flatMap(([one, when, ...names]) =>
          items(when, [{ ...entries(present(otlpFrom), { from: spreadItems(otlpFrom) }), ports: portsOf(one, names) }]),
        ),
    ];
    const egress = [
      ...to(networkPolicy.dnsPorts),
      ...edges
        .filter(([from]) => from === part)
        .map(([, to, ...names]) => ({ to: [pods(to)], ports: portsOf(to, names) })),
      ...(calls.length > 0 ? to(networkPolicy.apiServerPorts) : []),
      ...to(nodePorts),
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
