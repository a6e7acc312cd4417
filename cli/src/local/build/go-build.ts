import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { UserError } from '../../command.ts';
import { identify, signal } from '../processes.ts';
import type { Stack } from '../stack.ts';
import type { BuildProgress } from '../supervisor/supervisor.ts';
import { cacheDir, sourceDir, type Tool } from './tools.ts';

const nice = '/usr/bin/nice';

/** Compiles the programmes of a tool into a folder. */
export async function goBuild(
  tool: Tool,
  stack: Pick<Stack, 'root' | 'env'>,
  into: string,
  progress: BuildProgress,
): Promise<void> {
  const cwd = sourceDir(tool, stack.root);
  const env = { ...stack.env, CGO_ENABLED: '0', GOWORK: 'off', ...(await toolchain(tool, stack)) };
  const tags = tool.tags ? [`-tags=${tool.tags}`] : [];
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath', `-ldflags=${tool.ldflags}`, ...tags];
  const packages = Object.values(tool.binaries);
  const output: string[] = [];
  const go = (args: string[], seen: (line: string) => void) =>
    run(tool, args, { cwd, env, output, seen, progress, stack });

  let modules = 0;
  progress.show('downloading', '');
  // Only what has to be compiled is listed; on the way there, what is missing is downloaded.
  const stale = '{{if .Stale}}{{.ImportPath}}{{end}}';
  const listed = await go(['list', '-deps', '-f', stale, ...flags, ...packages], (line) => {
    if (/^go: downloading go\d/.test(line)) progress.show('downloading', line.slice('go: downloading '.length));
    else if (line.startsWith('go: downloading')) progress.show('downloading', `${++modules} modules`);
  });

  const total = new Set(listed).size;
  let compiled = 0;
  const built = () => progress.show('building', compiled < total ? `${compiled}/${total} packages` : 'linking');
  built();
  await go(['build', '-v', '-o', `${into}/`, ...flags, ...packages], (line) => {
    // With -v each package is named when its turn comes; other lines are messages.
    if (!/^(go: |#|\s)/.test(line)) compiled++;
    built();
  });
  const missing = Object.keys(tool.binaries).filter((program) => !existsSync(join(into, program)));
  if (missing.length) throw new Error(`the build of ${tool.name} ended well but made no ${missing.join(', ')}`);
}

/** Environment that makes `go` new enough: it can fetch a newer self, unless it is older than that. */
async function toolchain(tool: Tool, { root, env }: Pick<Stack, 'root' | 'env'>): Promise<NodeJS.ProcessEnv> {
  const wanted = /^go (\S+)$/m.exec(readFileSync(join(sourceDir(tool, root), 'go.mod'), 'utf8'))?.[1] ?? '1.26';
  const elsewhere = `set TRIPTYCH_${tool.name.toUpperCase()}_BIN to a ${tool.name} binary of yours`;
  let found: string;
  try {
    const asked = await promisify(execFile)('go', ['env', 'GOVERSION'], {
      cwd: root,
      env: { ...env, GOTOOLCHAIN: 'local', GOWORK: 'off' },
    });
    found = asked.stdout.trim().replace(/^go/, '');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const what = missing
      ? 'Go is not installed, or not in PATH'
      : `go does not run: ${(error as Error).message.trim()}`;
    throw new UserError(
      `${what}. ${tool.name} is built from source: install Go ${wanted} from https://go.dev/dl/, or ${elsewhere}`,
    );
  }
  if (isAtLeast(found, wanted)) return {};
  // Since 1.21 a toolchain is a module like any other.
  if (isAtLeast(found, '1.21')) return { GOTOOLCHAIN: 'auto' };
  throw new UserError(
    `Go ${found} is too old to build ${tool.name}: install Go ${wanted} from https://go.dev/dl/, or ${elsewhere}`,
  );
}

/** Whether a version such as `1.26.8` is that of `1.26.5` or later. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split(/[.\-+ ]/).map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < 3; i++) if ((a?.[i] ?? 0) !== (b?.[i] ?? 0)) return (a?.[i] ?? 0) > (b?.[i] ?? 0);
  return true;
}

interface Run {
  cwd: string;
  env: NodeJS.ProcessEnv;
  output: string[];
  seen: (line: string) => void;
  progress: BuildProgress;
  stack: Pick<Stack, 'env'>;
}

/** Runs go, below the services in priority; resolves to the lines of stdout. */
async function run(tool: Tool, args: string[], { cwd, env, output, seen, progress, stack }: Run): Promise<string[]> {
  progress.signal.throwIfAborted();
  const [file, ...rest] = existsSync(nice) ? [nice, '-n', '10', 'go', ...args] : ['go', ...args];
  const child = spawn(file ?? 'go', rest, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const group = -(child.pid ?? 0);
  progress.working(child.pid === undefined ? undefined : identify(child.pid));
  const abort = () => {
    signal(group, 'SIGINT');
    setTimeout(() => child.exitCode ?? child.signalCode ?? signal(group, 'SIGKILL'), 2000).unref();
  };
  progress.signal.addEventListener('abort', abort, { once: true });
  const stdout: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => line && stdout.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => {
    output.push(line);
    seen(line);
  });
  const end = await new Promise<{ code: number | null; by: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => resolve({ code, by }));
  });
  progress.signal.removeEventListener('abort', abort);
  progress.signal.throwIfAborted();
  if (end.code !== 0) throw explainFailure(tool, end.by ?? `exit code ${end.code}`, output, stack.env);
  return stdout;
}

/** What a person can do about each way in which builds fail. */
const remedies: readonly [RegExp, string][] = [
  [
    /no space left on device|disk quota exceeded/i,
    'The disk is full: building everything takes about 6 GB in Go\'s caches ("go clean -cache" frees some).',
  ],
  [
    /dial tcp|no such host|i\/o timeout|TLS handshake|connection (refused|reset)|proxyconnect|EOF$|x509|502 Bad Gateway/im,
    'Modules could not be downloaded: check the network and GOPROXY ("go env GOPROXY"), then try again; what was downloaded is kept.',
  ],
  [
    /checksum mismatch|SECURITY ERROR/,
    'A module is not what go.sum says: "go clean -modcache" removes a damaged download; a proxy may also have changed it.',
  ],
  [
    /signal: killed|cannot allocate memory|SIGKILL/,
    'The compiler was killed, most likely for lack of memory: GOFLAGS=-p=1 builds with less.',
  ],
];

/** An error with the last lines of a build and what to do about it. */
export function explainFailure(
  tool: Pick<Tool, 'name'>,
  how: string,
  output: readonly string[],
  env: NodeJS.ProcessEnv,
): UserError {
  const folder = join(cacheDir(env), 'logs');
  const log = join(folder, `build-${tool.name}.log`);
  const text = output.join('\n');
  let kept = '';
  let free = '';
  try {
    mkdirSync(folder, { recursive: true });
    free = ` ${((statfsSync(folder).bavail * statfsSync(folder).bsize) / 1e9).toFixed(1)} GB are free there.`;
    writeFileSync(log, `${text}\n`);
    kept = `\nAll of it: ${log}`;
  } catch {
    // On a full disk there is no room for the log either.
  }
  // The names of compiled packages say nothing about what went wrong.
  const lines = output.filter((line) => !/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)).slice(-15);
  const remedy =
    remedies.find(([pattern]) => pattern.test(`${text}\n${how}`))?.[1] ??
    'If the sources were changed, undo that; else please report it.';
  const what = `building ${tool.name} failed (${how})`;
  return new UserError(
    [`${what}. ${remedy}${remedy.startsWith('The disk') ? free : ''}`, ...lines.map((line) => `    ${line}`)].join(
      '\n',
    ) + kept,
  );
}
