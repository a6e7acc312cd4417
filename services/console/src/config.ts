import { processSettings, readConfig } from '@triptych/service';
import { type Static, Type } from 'typebox';

const Url = (address: string) => Type.String({ default: address, pattern: '^https?://' });

const Config = Type.Object({
  ...processSettings(8080),
  USER_SVC_URL: Url('http://127.0.0.1:8081'),
  JAEGER_URL: Url('http://127.0.0.1:16686'),
  LOKI_URL: Url('http://127.0.0.1:3100'),
  PROMETHEUS_URL: Url('http://127.0.0.1:9090'),
  ALERTMANAGER_URL: Url('http://127.0.0.1:9093'),
});
export type Config = Readonly<Static<typeof Config>>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => readConfig(Config, env);
