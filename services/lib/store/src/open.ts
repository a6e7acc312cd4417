import { type Static, Type } from 'typebox';
import { folderStore } from './folder.ts';
import type { ObjectStore } from './store.ts';

/** What a service's environment says about its store, to be spread into the schema of its configuration. */
export const storeSettings = {
  /** The folder of the store, when no bucket is named. */
  STORE_DIR: Type.String({ default: '.triptych/data/store' }),
  /** The bucket of the store. Endpoint, region and credentials come from the standard AWS_… variables. */
  STORE_S3_BUCKET: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' })),
  /** Put before every key, so that several stores fit into one bucket. */
  STORE_S3_PREFIX: Type.Optional(
    Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$' }),
  ),
};

const StoreSettings = Type.Object(storeSettings);
export type StoreSettings = Readonly<Static<typeof StoreSettings>>;

/** The store that the settings name. The S3 client is loaded only when it is used. */
export async function openStore(settings: StoreSettings): Promise<ObjectStore> {
  const { STORE_DIR: folder, STORE_S3_BUCKET: bucket, STORE_S3_PREFIX: prefix } = settings;
  if (!bucket) return folderStore(folder);
  const { s3Store } = await import('./s3.ts');
  return s3Store(bucket, prefix);
}
