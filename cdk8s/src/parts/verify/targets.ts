import type { V1EnvVar } from '@kubernetes/client-node';
import { items } from '../../template/blocks.ts';
import type { Undecided } from '../../template/undecided.ts';
import type { Values } from '../../values.ts';
import { Headers, isOutside } from '../backends/access.ts';

/** What `triptych verify` asks in a cluster, by URL. */
export interface Targets {
  readonly user_svc: string;
  readonly jaeger: string;
  readonly loki: string;
  readonly prometheus: string;
  /** The URLs that receive telemetry over OTLP/HTTP. */
  readonly receivers: Readonly<Record<'jaeger' | 'loki' | 'prometheus', string>>;
}

/** The environment of `triptych verify`: its targets, with credentials for those outside of the release. */
export function targetVariables(values: Undecided<Values>, targets: Targets): V1EnvVar[] {
  const { user_svc, jaeger, loki, prometheus, receivers } = targets;
  return [
    { name: 'TRIPTYCH_USER_SVC_URL', value: user_svc },
    { name: 'TRIPTYCH_JAEGER_URL', value: jaeger },
    { name: 'TRIPTYCH_LOKI_URL', value: loki },
    { name: 'TRIPTYCH_PROMETHEUS_URL', value: prometheus },
    ...(['jaeger', 'loki', 'prometheus'] as const).flatMap((backend) => {
      const prefix = `TRIPTYCH_${backend.toUpperCase()}`;
      const headers = new Headers(`${prefix}_HEADER`, values[backend]);
      return [
        ...items(isOutside(values[backend]), [{ name: `${prefix}_OTLP_URL`, value: receivers[backend] }]),
        ...headers.values(),
        ...headers.asLines(`${prefix}_HEADERS`),
      ];
    }),
  ];
}
