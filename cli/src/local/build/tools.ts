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
  readonly ldflags: string;
  readonly tags?: string;
}

interface Versions {
  readonly [name: string]: { readonly version: string; readonly build?: Omit<Tool, 'name' | 'version'> };
}

/** Every tool, the most useful first, which is the order of builds; the last two serve tests. */
export const tools: readonly Tool[] = readTools([
  'otelcol',
  'prometheus',
  'alertmanager',
  'jaeger',
  'loki',
  'versitygw',
  'helm',
]);

function readTools(names: readonly string[]): Tool[] {
  const file = join(repository, 'backends/versions.json');
  const versions = JSON.parse(readFileSync(file, 'utf8')) as Versions;
  return names.map((name) => {
    const { version, build } = versions[name] ?? {};
    if (!version || !build) throw new Error(`${file} has no version and build of ${name}`);
    return { name, version, ...build };
  });
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
