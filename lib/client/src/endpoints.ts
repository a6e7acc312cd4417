import { PARTS, type PartName } from '@triptych/parts';
import { UserError } from './errors.ts';

/** The parts that every command talks to: the part, and the environment variable that replaces its URL. */
export const ENDPOINTS = {
  userSvc: { part: 'user_svc', variable: 'TRIPTYCH_USER_SVC_URL' },
  jaeger: { part: 'jaeger', variable: 'TRIPTYCH_JAEGER_URL' },
  loki: { part: 'loki', variable: 'TRIPTYCH_LOKI_URL' },
  prometheus: { part: 'prometheus', variable: 'TRIPTYCH_PROMETHEUS_URL' },
} as const satisfies Readonly<Record<string, { readonly part: PartName; readonly variable: string }>>;

/** The base URL of each of these parts, without a slash at its end. */
export type Endpoints = { readonly [K in keyof typeof ENDPOINTS]: string };

/** The endpoints of the local stack whose ports are shifted by `offset`. */
export function localEndpoints(offset: number): Endpoints {
  const url = (key: keyof Endpoints) => `http://127.0.0.1:${PARTS[ENDPOINTS[key].part].ports.http + offset}`;
  return { userSvc: url('userSvc'), jaeger: url('jaeger'), loki: url('loki'), prometheus: url('prometheus') };
}

/**
 * The endpoints, with those that the environment names in their place: inside a cluster, or for a backend elsewhere.
 * Throws a UserError for a variable that is not a URL.
 */
export function withOverrides<E extends Partial<Endpoints>>(
  endpoints: E,
  env: Readonly<Record<string, string | undefined>>,
): E {
  const named = Object.entries(ENDPOINTS).flatMap(([key, { variable }]) => {
    const url = env[variable];
    if (!url) return [];
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new UserError(`${variable} must be a URL such as http://loki:3100, not "${url}"`);
    }
    return [[key, url.replace(/\/+$/, '')]];
  });
  return { ...endpoints, ...Object.fromEntries(named) };
}
