import { processSettings, readConfig } from '@triptych/service';
import { type Static, Type } from 'typebox';
import { isLoopback } from './access/hosts.ts';
import { RETENTION } from './requests/retention.ts';

const Url = (address: string) => Type.String({ default: address, pattern: '^https?://' });
const Retention = () => Type.String({ default: '168h', pattern: RETENTION });
const Link = () => Type.Optional(Type.String({ pattern: '^https?://' }));

const Config = Type.Object({
  ...processSettings(8080),
  USER_SVC_URL: Url('http://127.0.0.1:8081'),
  JAEGER_URL: Url('http://127.0.0.1:16686'),
  LOKI_URL: Url('http://127.0.0.1:3100'),
  PROMETHEUS_URL: Url('http://127.0.0.1:9090'),
  ALERTMANAGER_URL: Url('http://127.0.0.1:9093'),
  /** How long Jaeger and Loki keep what they have: the variables and defaults of backends/jaeger-badger.yaml and loki.yaml. */
  JAEGER_TTL: Retention(),
  LOKI_RETENTION: Retention(),
  /** The addresses at which people open the pages of these two, for links. */
  JAEGER_PAGE_URL: Link(),
  GRAFANA_URL: Link(),
  /** Who may use the console. Without it, everybody on this machine, and a HOST that others reach is refused. */
  CONSOLE_ACCESS: Type.Optional(Type.Enum(['open', 'token', 'proxy'])),
  CONSOLE_TOKEN_FILE: Type.Optional(Type.String()),
  CONSOLE_USER_HEADER: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]+$' })),
  /** Host names at which an open console answers, beside those of this machine; separated by commas. */
  CONSOLE_HOSTS: Type.String({ default: '' }),
  /** Requests to /api in a minute from one address. A page that stays open makes about 30. */
  CONSOLE_REQUESTS_PER_MINUTE: Type.Integer({ default: 1200, minimum: 1 }),
});
export type Config = Readonly<Static<typeof Config>> & { readonly CONSOLE_ACCESS: 'open' | 'token' | 'proxy' };

/** Throws an error that lists every mistake, and for a HOST that others reach when nothing says who may use the console. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const config = readConfig(Config, env);
  const access = config.CONSOLE_ACCESS ?? (isLoopback(config.HOST) ? 'open' : undefined);
  if (access === undefined) {
    throw new Error(
      `HOST ${config.HOST} lets other machines reach the console, and nothing says who may use it. ` +
        'Set CONSOLE_ACCESS to token with CONSOLE_TOKEN_FILE, to proxy with CONSOLE_USER_HEADER, or to open.',
    );
  }
  const needed = { token: 'CONSOLE_TOKEN_FILE', proxy: 'CONSOLE_USER_HEADER', open: undefined } as const;
  const variable = needed[access];
  if (variable && !config[variable]) throw new Error(`CONSOLE_ACCESS is ${access}, which needs ${variable}: set it`);
  return Object.freeze({ ...config, CONSOLE_ACCESS: access });
}
