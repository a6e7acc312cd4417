import { faultSettings } from '@triptych/faults';
import { processSettings, readConfig } from '@triptych/service';
import { storeSettings } from '@triptych/store';
import { type Static, Type } from 'typebox';

const Config = Type.Object({
  ...processSettings(8081),
  ...faultSettings,
  ...storeSettings,
  JOB_SVC_URL: Type.String({ default: 'http://127.0.0.1:8082', pattern: '^https?://' }),
  /** Where people reach this service. With https, the end of its certificate is told. */
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  MAX_PICTURE_BYTES: Type.Integer({ default: 25 * 1024 * 1024, minimum: 1 }),
  /** How long uploaded and finished pictures are kept. */
  PICTURE_RETENTION_SECONDS: Type.Integer({ default: 86_400, minimum: 60 }),
});
export type Config = Readonly<Static<typeof Config>>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => readConfig(Config, env);
