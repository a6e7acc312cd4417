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
 * The path of a program: $TRIPTYCH_<NAME>_BIN, or a file of the cache; undefined when it is not built.
 * Programs that come with a backend, such as promtool, have names of their own.
 */
export function findProgram(name: string, stack: Pick<Stack, 'root' | 'env'>): string | undefined {
  const variable = `TRIPTYCH_${name.toUpperCase()}_BIN`;
  const given = stack.env[variable];
  if (given) {
    if (existsSync(given)) return given;
    throw new UserError(
      `${variable} is ${given}, and there is no such file: correct it, or unset it to use a binary that triptych builds`,
    );
  }
  const tool = tools.find(({ binaries }) => name in binaries);
  if (!tool) throw new Error(`no tool of cli/tools builds a program "${name}"`);
  const path = join(cachedIn(tool, stack.root, stack.env), name);
  return existsSync(path) ? path : undefined;
}

/** Builds a tool into the cache unless it is there; waits while another process builds it. Resolves to its path. */
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
        // The process that held the lock may just have finished the build.
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
  const work = `${target}.${process.pid}.source.tmp`;
  // Remains of builds that were killed: while this process holds the lock, no other process builds.
  const folder = dirname(target);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${tool.name}-`) && name.endsWith('.tmp'))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
  mkdirSync(made, { recursive: true });
  try {
    await goBuild(tool, stack, { into: made, work }, progress);
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
  } finally {
    for (const folder of [made, work]) rmSync(folder, { recursive: true, force: true });
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
