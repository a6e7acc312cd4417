import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** The settings of a service of compose.yaml that "docker run" gets. */
export interface ComposeService {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly Mount[];
  /** All on 127.0.0.1. */
  readonly ports: readonly { readonly host: number; readonly container: number }[];
  readonly tmpfs: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly readOnly: boolean;
  readonly user?: string;
  readonly workingDir?: string;
}

export interface Mount {
  /** An absolute path, or the name of a volume. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** A service in the file. Other settings than these are refused. */
interface Written {
  image?: string;
  command?: string[];
  environment?: Record<string, string | number | boolean>;
  volumes?: string[];
  ports?: string[];
  tmpfs?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  read_only?: boolean;
  user?: string;
  working_dir?: string;
}

const SUPPORTED: readonly (keyof Written)[] = [
  'image',
  'command',
  'environment',
  'volumes',
  'ports',
  'tmpfs',
  'cap_drop',
  'security_opt',
  'read_only',
  'user',
  'working_dir',
];

/** Settings for which the supervisor has its own means: order, probes, restarts, time limits. */
const IGNORED = ['depends_on', 'healthcheck', 'restart', 'stop_grace_period'];

/** Reads a service of compose.yaml; `env` fills in its `${NAME:-default}`. */
export type ReadService = (name: string, env: NodeJS.ProcessEnv) => ComposeService;

/** Opens the repository's compose.yaml, which takes longer to parse than a service to read. */
export function openCompose(root: string): ReadService {
  const file = join(root, 'compose.yaml');
  const { services } = parse(readFileSync(file, 'utf8'), { merge: true }) as { services: Record<string, Written> };
  return (name, env) => {
    const written = services[name];
    if (!written) throw new Error(`${file} has no service "${name}"`);
    try {
      return readService(interpolate(written, env), root);
    } catch (error) {
      throw new Error(`${file}, service "${name}": ${(error as Error).message}`);
    }
  };
}

/** Reads the named services of the repository's compose.yaml; `env` fills in its `${NAME:-default}`. */
export function readCompose<N extends string>(
  root: string,
  names: readonly N[],
  env: NodeJS.ProcessEnv,
): Record<N, ComposeService> {
  const read = openCompose(root);
  return Object.fromEntries(names.map((name) => [name, read(name, env)])) as Record<N, ComposeService>;
}

/** Reads one service with its variables filled in. Throws for settings that "docker run" does not get here. */
export function readService(written: Written, root: string): ComposeService {
  const unknown = Object.keys(written).find((key) => !IGNORED.includes(key) && !SUPPORTED.includes(key as never));
  if (unknown) throw new Error(`"${unknown}" is not understood: add it to cli/src/local/docker/compose.ts`);
  if (!written.image) throw new Error('no image is named');
  const { user, working_dir: workingDir } = written;
  return {
    image: written.image,
    command: written.command ?? [],
    environment: Object.fromEntries(Object.entries(written.environment ?? {}).map(([key, at]) => [key, String(at)])),
    volumes: (written.volumes ?? []).map((text) => readMount(text, root)),
    ports: (written.ports ?? []).map(readPort),
    tmpfs: written.tmpfs ?? [],
    capDrop: written.cap_drop ?? [],
    securityOpt: written.security_opt ?? [],
    readOnly: written.read_only ?? false,
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
  };
}

function readMount(text: string, root: string): Mount {
  const [, source = '', target = '', mode] = /^([^:]+):(\/[^:]+?)(?::(ro|rw))?$/.exec(text) ?? [];
  if (!target) throw new Error(`the volume "${text}" is not SOURCE:TARGET or SOURCE:TARGET:ro`);
  return { source: /^[./]/.test(source) ? resolve(root, source) : source, target, readOnly: mode === 'ro' };
}

function readPort(text: string): { host: number; container: number } {
  const [, host, container] = /^127\.0\.0\.1:(\d+):(\d+)$/.exec(text) ?? [];
  if (!host || !container) throw new Error(`the port "${text}" is not 127.0.0.1:PORT:PORT`);
  return { host: Number(host), container: Number(container) };
}

/** Fills in `${NAME}` and `${NAME:-default}` in every text value; `$$` is a dollar. */
export function interpolate<T>(value: T, env: NodeJS.ProcessEnv): T {
  if (typeof value === 'string') return fill(value, env) as T;
  if (Array.isArray(value)) return value.map((one) => interpolate(one, env)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, interpolate(one, env)])) as T;
}

function fill(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/\$(?:(\$)|\{(\w+)(?::-([^}]*))?\}|.?)/g, (found, dollar, name, otherwise) => {
    if (dollar) return '$';
    if (!name) throw new Error(`"${found}" in "${text}" is neither \${NAME}, \${NAME:-default} nor $$`);
    return env[name] || (otherwise ?? '');
  });
}
