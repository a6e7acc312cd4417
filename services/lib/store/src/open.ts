import { type Static, Type } from 'typebox';
import { folderStore } from './folder.ts';
import { rememberFull } from './full.ts';
import type { ObjectStore } from './store.ts';

/** The variables of the store, to be spread into the configuration schema of a service. */
export const storeSettings = {
  /** Folder of the store, used when no bucket is set. */
  STORE_DIR: Type.String({ default: '.triptych/data/store' }),
  /** Bucket of the store. Endpoint, region and credentials come from the standard AWS_… variables. */
  STORE_S3_BUCKET: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' })),
  /** Prefix of every key, so that several stores can share one bucket. */
  STORE_S3_PREFIX: Type.Optional(
    Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$' }),
  ),
};

const StoreSettings = Type.Object(storeSettings);
export type StoreSettings = Readonly<Static<typeof StoreSettings>>;

/** Opens the bucket that the settings name, or else the folder. Loads the S3 client only for a bucket. */
export async function openStore(settings: StoreSettings): Promise<ObjectStore> {
  const { STORE_DIR: folder, STORE_S3_BUCKET: bucket, STORE_S3_PREFIX: prefix } = settings;
  if (!bucket) return rememberFull(folderStore(folder));
  const { s3Store } = await import('./s3.ts');
  return rememberFull(s3Store(bucket, prefix));
}
