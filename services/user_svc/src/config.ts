import { readConfig } from '@triptych/telemetry';
import { type Static, Type } from 'typebox';

const Config = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: 8081, minimum: 0, maximum: 65_535 }),
  LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
  /** Seconds, once told to stop, during which connections are still taken. */
  DRAIN_DELAY_SECONDS: Type.Number({ default: 1, minimum: 0 }),
  STORE_DIR: Type.String({ default: '.triptych/data/store' }),
  JOB_SVC_URL: Type.String({ default: 'http://127.0.0.1:8082', pattern: '^https?://' }),
  MAX_PICTURE_BYTES: Type.Integer({ default: 25 * 1024 * 1024, minimum: 1 }),
  /** How long uploaded and finished pictures are kept. */
  PICTURE_RETENTION_SECONDS: Type.Integer({ default: 86_400, minimum: 60 }),
});
export type Config = Readonly<Static<typeof Config>>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => readConfig(Config, env);
