import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProgramError, run } from '@triptych/terminal/run';
import { cacheDir } from '../build/tools.ts';
import type { Stack } from '../stack.ts';

/** The folder of Node's compile cache, shared by all clones of this user. */
export function compileCache(stack: Stack): string {
  return join(cacheDir(stack.env), 'node');
}

/**
 * Loads a service once, which fills Node's compile cache. A process that strips types itself keeps the 24 MB that this
 * takes (137 against 113 MB resident, job_svc), so a first process fills the cache and ends. Does nothing where the
 * sources have not changed; otherwise takes 2 s.
 */
export async function compile(args: readonly string[], stack: Stack): Promise<void> {
  const cache = compileCache(stack);
  const marker = join(cache, 'compiled', keyOf(args, stack));
  if (existsSync(marker)) return;
  // The service loads everything, refuses this PORT, and writes the cache as it exits.
  const env = { ...stack.env, NODE_COMPILE_CACHE: cache, PORT: 'none' };
  await run(process.execPath, args, { cwd: stack.root, env, timeoutMs: 30_000 }).catch((error) => {
    if (!(error instanceof ProgramError)) throw error;
  });
  await mkdir(dirname(marker), { recursive: true });
  await writeFile(marker, '');
}

/** A hash of the sources, of this Node and of its flags. */
function keyOf(args: readonly string[], stack: Stack): string {
  const services = join(stack.root, 'services');
  const sources = readdirSync(services, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .sort()
    .map((file) => {
      const { mtimeMs, size } = statSync(join(services, file));
      return [file, mtimeMs, size];
    });
  return createHash('sha256')
    .update(JSON.stringify([process.version, stack.root, args, sources]))
    .digest('hex');
}
