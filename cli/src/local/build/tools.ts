import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../stack.ts';

/** A tool that is built from source: a folder of cli/tools, whose Go module pins it, and how it is compiled. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Programs by name, with the Go package of each. */
  readonly binaries: Readonly<Record<string, string>>;
  /** MODULE@VERSION, as go.mod has it. */
  readonly module: string;
  /**
   * Files that the published module lacks and that its source embeds: paths in the module, each with a file of the tool's
   * folder. Where the path ends in `.gz` or `.br`, the file is compressed.
   */
  readonly added?: Readonly<Record<string, string>>;
  readonly ldflags: string;
  readonly tags?: string;
}

interface Versions {
  readonly [name: string]: { readonly version: string; readonly build?: Omit<Tool, 'name' | 'version'> };
}

/** Every tool that backends/versions.json says how to build, in the order of the file; some serve tests alone. */
export const tools: readonly Tool[] = readTools();

function readTools(): Tool[] {
  const versions = JSON.parse(readFileSync(join(repository, 'backends/versions.json'), 'utf8')) as Versions;
  return Object.entries(versions).flatMap(([name, { version, build }]) => (build ? [{ name, version, ...build }] : []));
}

/** The folder of a tool's Go module. */
export function sourceDir(tool: Pick<Tool, 'name'>, root: string): string {
  return join(root, 'cli/tools', tool.name);
}

/** The cache of this user, shared by all clones of the repository. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'triptych');
}

/** A hash of all that a binary depends on: its module, how it is built, and the machine. */
export function cacheKey(tool: Tool, root: string, platform = `${process.platform}-${process.arch}`): string {
  const { name: _, ...how } = tool;
  const hash = createHash('sha256').update(JSON.stringify([platform, how]));
  const folder = sourceDir(tool, root);
  for (const file of readdirSync(folder).sort()) hash.update(`\n${file}\n`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

/** The folder of the cache for a tool's programs; it exists when they are built. */
export function cachedIn(tool: Tool, root: string, env: NodeJS.ProcessEnv): string {
  return join(cacheDir(env), 'bin', `${tool.name}-${cacheKey(tool, root)}`);
}
