import { faultSettings } from '@triptych/faults';
import { processSettings, readConfig } from '@triptych/service';
import { storeSettings } from '@triptych/store';
import { type Static, Type } from 'typebox';

const Config = Type.Object({
  ...processSettings(8081),
  ...faultSettings,
  ...storeSettings,
  JOB_SVC_URL: Type.String({ default: 'http://127.0.0.1:8082', pattern: '^https?://' }),
  /** Public URL of this service. With https, a metric shows when its certificate expires. */
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  MAX_PICTURE_BYTES: Type.Integer({ default: 25 * 1024 * 1024, minimum: 1 }),
  /** Seconds for which uploaded and converted pictures are kept. */
  PICTURE_RETENTION_SECONDS: Type.Integer({ default: 86_400, minimum: 60 }),
});
export type Config = Readonly<Static<typeof Config>>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => readConfig(Config, env);
