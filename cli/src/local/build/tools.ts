import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../stack.ts';

/** What is built from source: a folder of cli/tools, whose Go module pins a backend, and how that is compiled. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Programmes, and the packages they are made from. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly ldflags: string;
  readonly tags?: string;
}

interface Versions {
  readonly [name: string]: { readonly version: string; readonly build?: Omit<Tool, 'name' | 'version'> };
}

/** Every tool, in the order in which they are of most use when all are missing; the last two are for tests. */
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
    if (!version || !build) throw new Error(`${file} does not say how ${name} is built`);
    return { name, version, ...build };
  });
}

/** The folder of a tool's Go module. */
export function sourceDir(tool: Pick<Tool, 'name'>, root: string): string {
  return join(root, 'cli/tools', tool.name);
}

/** Where binaries are kept: for every clone of this user. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'triptych');
}

/** What a binary depends on: its module, how it is built, and for which machine. */
export function cacheKey(tool: Tool, root: string, platform = `${process.platform}-${process.arch}`): string {
  const { name: _, ...how } = tool;
  const hash = createHash('sha256').update(JSON.stringify([platform, how]));
  const folder = sourceDir(tool, root);
  for (const file of readdirSync(folder).sort()) hash.update(`\n${file}\n`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

/** The folder of the cache in which a tool's programmes are, or will be. */
export function cachedIn(tool: Tool, root: string, env: NodeJS.ProcessEnv): string {
  return join(cacheDir(env), 'bin', `${tool.name}-${cacheKey(tool, root)}`);
}
