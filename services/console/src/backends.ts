import type { Endpoints } from '@triptych/client/endpoints';
import type { Config } from './config.ts';

/** The base URLs of the parts that the console reads, without a slash at their ends. */
export function backendsOf(config: Config): Endpoints {
  const base = (url: string) => url.replace(/\/+$/, '');
  return {
    userSvc: base(config.USER_SVC_URL),
    jaeger: base(config.JAEGER_URL),
    loki: base(config.LOKI_URL),
    prometheus: base(config.PROMETHEUS_URL),
    alertmanager: base(config.ALERTMANAGER_URL),
  };
}
