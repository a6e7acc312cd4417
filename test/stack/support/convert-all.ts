import assert from 'node:assert/strict';
import type { UserSvc } from '@triptych/client/user-svc';

/** Converts a picture so many times at once, and fails unless each conversion succeeds. */
export async function convertAll(client: UserSvc, picture: Buffer, count: number): Promise<void> {
  const one = async () => client.follow(await client.start(picture, { format: 'webp', width: 64 }));
  const conversions = await Promise.all(Array.from({ length: count }, one));
  assert.ok(conversions.every(({ status }) => status === 'succeeded'));
}
