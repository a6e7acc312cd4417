import { entries, items, optional, spread } from '../../template/blocks.ts';
import { all, type Condition, present } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import type { Undecided } from '../../template/undecided.ts';
import type { Values } from '../../values.ts';
import type { Part } from '../base/part.ts';

/** Whether the Ingress serves https for a host. */
export const hasCertificate = ({ ingress }: Undecided<Pick<Values, 'ingress'>>): Condition =>
  all(ingress.enabled, present(ingress.host), present(ingress.tlsSecret));

/** Exposes the public API outside the cluster: by an Ingress, or by an HTTPRoute of the Gateway API. */
export function addEntrance(userSvc: Part): void {
  const { ingress, httpRoute } = userSvc.context.values;
  const { host, tlsSecret } = ingress;
  const port = userSvc.port('http');
  const backend = { service: { name: userSvc.name, port: { number: port } } };
  userSvc.object(
    'networking.k8s.io/v1',
    'Ingress',
    {
      spec: {
        ...optional({ ingressClassName: ingress.className }),
        rules: [{ ...optional({ host }), http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        ...entries(present(tlsSecret), { tls: [{ hosts: items(present(host), [host]), secretName: tlsSecret }] }),
      },
    },
    { scope: onlyWhen(userSvc, 'ingress', ingress.enabled), annotations: spread(ingress.annotations) },
  );
  userSvc.object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    {
      spec: {
        parentRefs: httpRoute.parentRefs,
        ...optional({ hostnames: httpRoute.hostnames }),
        rules: [{ backendRefs: [{ name: userSvc.name, port }] }],
      },
    },
    { scope: onlyWhen(userSvc, 'route', httpRoute.enabled) },
  );
}
