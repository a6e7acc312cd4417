import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../command.ts';
import { tryLock } from '../lock.ts';
import type { Stack } from '../stack.ts';
import type { Binaries, BuildProgress } from '../supervisor/supervisor.ts';
import { goBuild } from './go-build.ts';
import { cacheDir, cachedIn, type Tool, tools } from './tools.ts';

/**
 * The path of a programme, if it is there: what $TRIPTYCH_<NAME>_BIN says, or else what the cache holds.
 * Programmes that come with a backend, such as promtool, are found by their own name.
 */
export function findProgram(name: string, stack: Pick<Stack, 'root' | 'env'>): string | undefined {
  const variable = `TRIPTYCH_${name.toUpperCase()}_BIN`;
  const given = stack.env[variable];
  if (given) {
    if (existsSync(given)) return given;
    throw new UserError(
      `${variable} is ${given}, and there is no such file: correct it, or unset it to use a built one`,
    );
  }
  const tool = tools.find(({ binaries }) => name in binaries);
  if (!tool) throw new Error(`no tool makes a programme "${name}"`);
  const path = join(cachedIn(tool, stack.root, stack.env), name);
  return existsSync(path) ? path : undefined;
}

/** Builds a tool into the cache, unless it is there or somebody else is building it, who is then waited for. */
export async function makeTool(
  tool: Tool,
  stack: Pick<Stack, 'root' | 'env'>,
  progress: BuildProgress,
): Promise<string> {
  const lockPath = join(cacheDir(stack.env), 'locks', tool.name);
  for (;;) {
    const found = findProgram(tool.name, stack);
    if (found) return found;
    const lock = tryLock(lockPath);
    if ('release' in lock) {
      try {
        // Whoever had the lock before may just have finished.
        return findProgram(tool.name, stack) ?? (await build(tool, stack, progress));
      } finally {
        lock.release();
      }
    }
    progress.show('waiting', `for process ${lock.holder.pid}, which is building it`);
    await sleep(500, undefined, { signal: progress.signal });
  }
}

async function build(tool: Tool, stack: Pick<Stack, 'root' | 'env'>, progress: BuildProgress): Promise<string> {
  const target = cachedIn(tool, stack.root, stack.env);
  const made = `${target}.${process.pid}.tmp`;
  // Of builders that were killed: with the lock held, no other is at work.
  const folder = dirname(target);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${tool.name}-`) && name.endsWith('.tmp'))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
  mkdirSync(made, { recursive: true });
  try {
    await goBuild(tool, stack, made, progress);
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  return join(target, tool.name);
}

/** The binaries of the parts of a stack. */
export function binariesOf(stack: Stack): Binaries {
  return {
    find: (part) => part.tool && findProgram(part.tool, stack),
    make(part, progress) {
      const tool = tools.find(({ name }) => name === part.tool);
      if (!tool) throw new Error(`${part.name} names a tool that does not exist: ${part.tool}`);
      return makeTool(tool, stack, progress);
    },
  };
}
