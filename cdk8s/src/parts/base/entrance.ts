import type { EntranceSettings } from '../../entrance-settings.ts';
import { entries, items, optional, spread } from '../../template/blocks.ts';
import { all, type Condition, present } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import type { Part } from './part.ts';

/** Whether the Ingress serves https for a host. */
export const hasCertificate = ({ ingress }: Pick<EntranceSettings, 'ingress'>): Condition =>
  all(ingress.enabled, present(ingress.host), present(ingress.tlsSecret));

/** Exposes the paths of a part that begin with `prefix` outside of the cluster: by an Ingress, or by an HTTPRoute. */
export function addEntrance(part: Part, { ingress, httpRoute }: EntranceSettings, prefix: string): void {
  const { host, tlsSecret } = ingress;
  const port = part.port('http');
  const backend = { service: { name: part.name, port: { number: port } } };
  const paths = [{ path: prefix, pathType: 'Prefix', backend }];
  part.object(
    'networking.k8s.io/v1',
    'Ingress',
    {
      spec: {
        ...optional({ ingressClassName: ingress.className }),
        rules: [{ ...optional({ host }), http: { paths } }],
        ...entries(present(tlsSecret), { tls: [{ hosts: items(present(host), [host]), secretName: tlsSecret }] }),
      },
    },
    { scope: onlyWhen(part, 'ingress', ingress.enabled), annotations: spread(ingress.annotations) },
  );
  part.object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    {
      spec: {
        parentRefs: httpRoute.parentRefs,
        ...optional({ hostnames: httpRoute.hostnames }),
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: prefix } }],
            backendRefs: [{ name: part.name, port }],
          },
        ],
      },
    },
    { scope: onlyWhen(part, 'route', httpRoute.enabled) },
  );
}
