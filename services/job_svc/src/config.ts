import { faultSettings } from '@triptych/faults';
import { processSettings, readConfig } from '@triptych/service';
import { type Static, Type } from 'typebox';

const Config = Type.Object({
  ...processSettings(8082),
  ...faultSettings,
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
