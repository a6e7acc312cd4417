import { faultSettings } from '@triptych/faults';
import { processSettings, readConfig } from '@triptych/service';
import { type Static, Type } from 'typebox';
import { databaseSettings, databaseUrl } from './database-url.ts';

const Config = Type.Object({
  ...processSettings(8082),
  ...faultSettings,
  ...databaseSettings,
  IMAGE_SVC_URL: Type.String({ default: 'http://127.0.0.1:8084', pattern: '^https?://' }),
  /** Largest number of jobs that this process works on at a time. */
  JOB_CONCURRENCY: Type.Integer({ default: 4, minimum: 1, maximum: 1000 }),
  /** Longest time for one attempt, including the wait for a converter. */
  JOB_ATTEMPT_DEADLINE_SECONDS: Type.Integer({ default: 30, minimum: 1 }),
  /** Attempts after the first, for temporary failures. */
  JOB_RETRY_LIMIT: Type.Integer({ default: 5, minimum: 0 }),
  /** Delay before the first retry. It doubles with each retry, with jitter. */
  JOB_RETRY_DELAY_SECONDS: Type.Integer({ default: 1, minimum: 1 }),
  /** Seconds for which finished jobs are kept. */
  JOB_RETENTION_SECONDS: Type.Integer({ default: 86_400, minimum: 60 }),
});
export type Config = Readonly<Static<typeof Config> & { DATABASE_URL: string }>;

/** Beside a URL the parts have no meaning, so a shell may have any values in them. */
const withoutParts = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PG')));

/** The configuration of the process. DATABASE_URL is there however the environment names the database. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const config = readConfig(Config, env.DATABASE_URL ? withoutParts(env) : env);
  return Object.freeze({ ...config, DATABASE_URL: databaseUrl(config) });
}
