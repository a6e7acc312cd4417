import type { Hash } from 'node:crypto';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of the user's cache that `make` fills, once for each version of what it is made from. */
export async function cached(name: string, version: Hash, make: (folder: string) => Promise<void>): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'triptych');
  const folder = join(cache, `${name}-${version.digest('hex').slice(0, 16)}`);
  // Written last: without it the folder may be incomplete.
  const complete = join(folder, 'complete');
  const isComplete = await access(complete).then(
    () => true,
    () => false,
  );
  if (isComplete) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await make(folder);
  await writeFile(complete, '');
  return folder;
}
