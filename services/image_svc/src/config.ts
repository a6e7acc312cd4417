import { faultSettings } from '@triptych/faults';
import { processSettings, readConfig } from '@triptych/service';
import { storeSettings } from '@triptych/store';
import { type Static, Type } from 'typebox';
import { DEFAULT_LIMITS } from './conversion/limits.ts';

const Config = Type.Object({
  ...processSettings(8084),
  ...faultSettings,
  ...storeSettings,
  MAX_PICTURE_BYTES: Type.Integer({ default: DEFAULT_LIMITS.bytes, minimum: 1 }),
  MAX_PICTURE_PIXELS: Type.Integer({ default: DEFAULT_LIMITS.pixels, minimum: 1 }),
  CONVERSION_DEADLINE_SECONDS: Type.Number({ default: DEFAULT_LIMITS.deadlineSeconds, exclusiveMinimum: 0 }),
  /** Resident memory in bytes at which a converter process is killed. */
  CONVERTER_MEMORY_BYTES: Type.Integer({ default: DEFAULT_LIMITS.memoryBytes, minimum: 128 * 1024 * 1024 }),
  /** Largest number of converter processes at a time; by default one for each core. */
  POOL_SIZE: Type.Optional(Type.Integer({ minimum: 1, maximum: 256 })),
  /** Largest number of conversions that wait for a converter; further ones get 503. */
  POOL_QUEUE_LIMIT: Type.Integer({ default: 64, minimum: 0 }),
  /** Folder of pictures on their way; by default memory (/dev/shm), or the folder of temporary files where there is none. */
  SCRATCH_DIR: Type.Optional(Type.String({ minLength: 1 })),
  /** Largest total size of pictures and results on their way, in bytes; further pictures get 503. */
  SCRATCH_BYTES: Type.Integer({ default: 128 * 1024 * 1024, minimum: 1 }),
});
export type Config = Readonly<Static<typeof Config>>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => readConfig(Config, env);
