import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProgramError, run } from '@triptych/terminal/run';
import { cacheDir } from '../build/tools.ts';
import type { Stack } from '../stack.ts';

/** Where Node keeps what it has compiled, for every clone of this user. */
export function compileCache(stack: Stack): string {
  return join(cacheDir(stack.env), 'node');
}

/**
 * Loads a service once, so that Node has it compiled. A process that strips types itself keeps the 24 MB that this
 * takes (137 against 113 MB resident, job_svc), so the one that stays should not be the first. Does nothing where the
 * sources are the same as last time; takes 2 s else.
 */
export async function compile(args: readonly string[], stack: Stack): Promise<void> {
  const cache = compileCache(stack);
  const marker = join(cache, 'compiled', keyOf(args, stack));
  if (existsSync(marker)) return;
  // Everything is loaded before the configuration is read and this PORT refused; the cache is written at exit.
  const env = { ...stack.env, NODE_COMPILE_CACHE: cache, PORT: 'none' };
  await run(process.execPath, args, { cwd: stack.root, env, timeoutMs: 30_000 }).catch((error) => {
    if (!(error instanceof ProgramError)) throw error;
  });
  await mkdir(dirname(marker), { recursive: true });
  await writeFile(marker, '');
}

/** Names the sources as they are, this Node and its flags. */
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
