import { UserError } from './errors.ts';

/** Where the parts that commands talk to are reached. */
export interface Endpoints {
  readonly userSvc: string;
  readonly jaeger: string;
  readonly loki: string;
  readonly prometheus: string;
}

/** The endpoints of the local stack whose ports are shifted by `offset`. */
export function localEndpoints(offset: number): Endpoints {
  const at = (port: number) => `http://127.0.0.1:${port + offset}`;
  return { userSvc: at(8081), jaeger: at(16_686), loki: at(3100), prometheus: at(9090) };
}

/** Environment variables that replace an endpoint: inside a cluster, or for a backend that is elsewhere. */
export const ENDPOINT_VARIABLES: Readonly<Record<keyof Endpoints, string>> = {
  userSvc: 'TRIPTYCH_USER_SVC_URL',
  jaeger: 'TRIPTYCH_JAEGER_URL',
  loki: 'TRIPTYCH_LOKI_URL',
  prometheus: 'TRIPTYCH_PROMETHEUS_URL',
};

/** The endpoints with those that the environment names in place. */
export function withOverrides<E extends Partial<Endpoints>>(endpoints: E, env: NodeJS.ProcessEnv): E {
  const named = Object.entries(ENDPOINT_VARIABLES).flatMap(([key, variable]) => {
    const url = env[variable];
    if (!url) return [];
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new UserError(`${variable} must be a URL such as http://loki:3100, not "${url}"`);
    }
    return [[key, url.replace(/\/+$/, '')]];
  });
  return { ...endpoints, ...Object.fromEntries(named) };
}
