import { PARTS, type PartName } from '@triptych/parts';
import { UserError } from './errors.ts';
import { sendHeaders } from './http.ts';

/** The parts that command and console talk to, and the environment variables that replace the URL of each and add headers. */
export const ENDPOINTS = {
  userSvc: { part: 'user_svc', variable: 'TRIPTYCH_USER_SVC_URL', headers: 'TRIPTYCH_USER_SVC_HEADERS' },
  jaeger: { part: 'jaeger', variable: 'TRIPTYCH_JAEGER_URL', headers: 'TRIPTYCH_JAEGER_HEADERS' },
  loki: { part: 'loki', variable: 'TRIPTYCH_LOKI_URL', headers: 'TRIPTYCH_LOKI_HEADERS' },
  prometheus: { part: 'prometheus', variable: 'TRIPTYCH_PROMETHEUS_URL', headers: 'TRIPTYCH_PROMETHEUS_HEADERS' },
  alertmanager: {
    part: 'alertmanager',
    variable: 'TRIPTYCH_ALERTMANAGER_URL',
    headers: 'TRIPTYCH_ALERTMANAGER_HEADERS',
  },
} as const satisfies Readonly<
  Record<string, { readonly part: PartName; readonly variable: string; readonly headers: string }>
>;

/** The base URL of each of these parts, without a slash at its end. */
export type Endpoints = { readonly [K in keyof typeof ENDPOINTS]: string };

/** The endpoints of the local stack whose ports are shifted by `offset`. */
export function localEndpoints(offset: number): Endpoints {
  const url = (key: keyof Endpoints) => `http://127.0.0.1:${PARTS[ENDPOINTS[key].part].ports.http + offset}`;
  return {
    userSvc: url('userSvc'),
    jaeger: url('jaeger'),
    loki: url('loki'),
    prometheus: url('prometheus'),
    alertmanager: url('alertmanager'),
  };
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

/**
 * Makes requests of this process to the endpoints send the headers that the environment names, such as
 * `TRIPTYCH_LOKI_HEADERS="Authorization: Bearer …"`, one in each line. Throws a UserError for a line that is no header.
 */
export function useHeaders(endpoints: Partial<Endpoints>, env: Readonly<Record<string, string | undefined>>): void {
  for (const [key, { headers }] of Object.entries(ENDPOINTS)) {
    const url = endpoints[key as keyof Endpoints];
    const found = headersIn(headers, env);
    if (url && Object.keys(found).length > 0) sendHeaders(url, found);
  }
}

/** The headers of a variable, one in each line. Throws a UserError for a line that is no header. */
export function headersIn(
  variable: string,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const lines = (env[variable] ?? '').split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(lines.map((line) => headerIn(line, variable)));
}

/** The message does not repeat the line, because it may contain a credential. */
function headerIn(line: string, variable: string): [name: string, value: string] {
  const [, name, value] = /^([\w-]+):\s*(.*?)\s*$/.exec(line) ?? [];
  if (name && value) return [name, value];
  throw new UserError(`each line of ${variable} must be a header such as "Authorization: Bearer TOKEN"`);
}
