import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ConvertOptions } from '@triptych/contracts';
import type { Picture } from '../../src/pool/picture.ts';
import type { ConvertCall, Pool, PoolConversion } from '../../src/pool/pool.ts';

/** Converts bytes in a pool, as the service does with a body. */
export async function convertBytes(
  pool: Pool,
  bytes: Uint8Array,
  options: ConvertOptions,
  call?: ConvertCall,
): Promise<PoolConversion & { readonly picture: Uint8Array }> {
  const picture = pool.admit(bytes.length);
  picture.append(bytes);
  const conversion = await pool.convert(picture, options, call);
  return { ...conversion, picture: await buffer(picture.read()) };
}

/** A picture that exists in memory alone, for pools that convert nothing. */
export function pictureOf(head: Uint8Array): Picture {
  const read = () => Readable.from([head]);
  return { head, bytes: head.length, append() {}, read, close() {} } as Partial<Picture> as Picture;
}
