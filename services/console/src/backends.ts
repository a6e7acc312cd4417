import { type Endpoints, headersIn, useHeaders } from '@triptych/client/endpoints';
import { sendHeaders } from '@triptych/client/http';
import type { Config } from './config.ts';

/** The base URLs of the parts that the console reads, without a slash at their ends. */
export interface Backends extends Endpoints {
  readonly alertmanager: string;
}

export function backendsOf(config: Config): Backends {
  const base = (url: string) => url.replace(/\/+$/, '');
  return {
    userSvc: base(config.USER_SVC_URL),
    jaeger: base(config.JAEGER_URL),
    loki: base(config.LOKI_URL),
    prometheus: base(config.PROMETHEUS_URL),
    alertmanager: base(config.ALERTMANAGER_URL),
  };
}

/** Makes requests to the backends send the headers of `TRIPTYCH_JAEGER_HEADERS` and so on, such as credentials. */
export function useBackendHeaders(backends: Backends, env: NodeJS.ProcessEnv): void {
  useHeaders(backends, env);
  const headers = headersIn('TRIPTYCH_ALERTMANAGER_HEADERS', env);
  if (Object.keys(headers).length > 0) sendHeaders(backends.alertmanager, headers);
}
