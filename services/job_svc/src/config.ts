import { readConfig } from '@triptych/telemetry';
import { type Static, Type } from 'typebox';

const Config = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: 8082, minimum: 0, maximum: 65_535 }),
  LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
  /** Seconds, once told to stop, during which connections are still taken. */
  DRAIN_DELAY_SECONDS: Type.Number({ default: 1, minimum: 0 }),
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  IMAGE_SVC_URL: Type.String({ default: 'http://127.0.0.1:8084', pattern: '^https?://' }),
  /** Jobs worked on at a time by this process. */
  JOB_CONCURRENCY: Type.Integer({ default: 4, minimum: 1, maximum: 1000 }),
  /** Longest time for one attempt, the wait for a converter included. */
  JOB_ATTEMPT_DEADLINE_SECONDS: Type.Integer({ default: 30, minimum: 1 }),
  /** Attempts after the first, for failures that may pass. */
  JOB_RETRY_LIMIT: Type.Integer({ default: 5, minimum: 0 }),
  /** Delay before the first retry; it doubles from one to the next, with jitter. */
  JOB_RETRY_DELAY_SECONDS: Type.Integer({ default: 1, minimum: 1 }),
  /** How long finished jobs are kept. */
  JOB_RETENTION_SECONDS: Type.Integer({ default: 86_400, minimum: 60 }),
});
export type Config = Readonly<Static<typeof Config>>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => readConfig(Config, env);
