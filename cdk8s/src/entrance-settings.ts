import { type Static, Type } from 'typebox';
import { annotations, flag, group, list, text } from './settings.ts';
import type { Undecided } from './template/undecided.ts';

/** Values that expose a part outside of the cluster. `published` says what is reachable there. */
export const entranceSettings = (published: string) => ({
  ingress: group(`Ingress for ${published}.`, {
    enabled: flag('Whether the chart creates an Ingress.'),
    className: text('IngressClass of the Ingress; empty: the default of the cluster.'),
    annotations: annotations('Annotations of the Ingress.'),
    host: text(`Host name of ${published}; empty: every host name.`),
    tlsSecret: text('Name of a Secret with the certificate for the host; empty: no TLS.'),
  }),
  httpRoute: group(`HTTPRoute of the Gateway API for ${published}.`, {
    enabled: flag('Whether the chart creates an HTTPRoute.'),
    parentRefs: list('Gateways to which the route is attached, as in an HTTPRoute.'),
    hostnames: Type.Unsafe<string[]>({
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: `Host names of ${published}; empty: every host name.`,
    }),
  }),
});

type Settings = ReturnType<typeof entranceSettings>;
export type EntranceSettings = Undecided<{ [K in keyof Settings]: Static<Settings[K]> }>;
