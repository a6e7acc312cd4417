import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProgramError, run } from '@triptych/terminal/run';
import { identify } from '../processes.ts';
import type { Stack } from '../stack.ts';
import type { BuildProgress } from '../supervisor/supervisor.ts';
import { completeModule } from './complete-module.ts';
import { explainFailure } from './failure.ts';
import { isAtLeast } from './go-version.ts';
import { NoGoError, wantedGo } from './no-go.ts';
import { sourceDir, type Tool } from './tools.ts';

const nice = '/usr/bin/nice';

/** Compiles the programs of a tool into the folder `into`. `work` is a folder for sources that the build changes. */
export async function goBuild(
  tool: Tool,
  stack: Pick<Stack, 'root' | 'env'>,
  { into, work }: { readonly into: string; readonly work: string },
  progress: BuildProgress,
): Promise<void> {
  let cwd = sourceDir(tool, stack.root);
  const env = { ...stack.env, CGO_ENABLED: '0', GOWORK: 'off', ...(await toolchain(tool, stack)) };
  const tags = tool.tags ? [`-tags=${tool.tags}`] : [];
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath', `-ldflags=${tool.ldflags}`, ...tags];
  const packages = Object.values(tool.binaries);
  const output: string[] = [];
  const go = (args: string[], seen: (line: string) => void) => {
    const keep = (line: string) => {
      output.push(line);
      seen(line);
    };
    return runGo(args, { cwd, env, seen: keep, progress }).catch((error) => {
      throw error instanceof ProgramError ? explainFailure(tool, error.reason, output, stack.env) : error;
    });
  };

  let modules = 0;
  const download = (line: string) => {
    if (/^go: downloading go\d/.test(line)) progress.show('downloading', line.slice('go: downloading '.length));
    else if (line.startsWith('go: downloading')) progress.show('downloading', `${++modules} modules`);
  };
  progress.show('downloading', '');
  if (tool.added) {
    // Downloads the module and compares it with go.sum, which Go no longer does for a copy.
    const where = ['list', '-find', '-mod=readonly', '-f', '{{.Module.Dir}}', ...packages.slice(0, 1)];
    const [published = ''] = await go(where, download);
    completeModule(tool, { source: cwd, published, into: work });
    cwd = work;
  }

  // Lists only packages that have to be compiled, and downloads missing modules on the way.
  const stale = '{{if .Stale}}{{.ImportPath}}{{end}}';
  const listed = await go(['list', '-deps', '-f', stale, ...flags, ...packages], download);

  const total = new Set(listed).size;
  let compiled = 0;
  const built = () => progress.show('building', compiled < total ? `${compiled}/${total} packages` : 'linking');
  built();
  await go(['build', '-v', '-o', `${into}/`, ...flags, ...packages], (line) => {
    // With -v, go prints the name of each package before it compiles it; other lines are messages.
    if (!/^(go: |#|\s)/.test(line)) compiled++;
    built();
  });
  const missing = Object.keys(tool.binaries).filter((program) => !existsSync(join(into, program)));
  if (missing.length) throw new Error(`the build of ${tool.name} succeeded, but did not write ${missing.join(', ')}`);
}

/** The environment in which `go` is new enough: since 1.21, go downloads a newer toolchain by itself. */
async function toolchain(tool: Tool, { root, env }: Pick<Stack, 'root' | 'env'>): Promise<NodeJS.ProcessEnv> {
  const wanted = wantedGo(tool, root);
  let found: string;
  try {
    const settings = { ...env, GOTOOLCHAIN: 'local', GOWORK: 'off' };
    const { stdout } = await run('go', ['env', 'GOVERSION'], { cwd: root, env: settings });
    found = stdout.trim().replace(/^go/, '');
  } catch (cause) {
    if (!(cause instanceof ProgramError)) throw cause;
    const what = cause.isMissing ? 'Go is not installed, or not in PATH' : `go does not run: ${cause.message}`;
    throw new NoGoError(what, tool, root, { cause });
  }
  if (isAtLeast(found, wanted)) return {};
  if (isAtLeast(found, '1.21')) return { GOTOOLCHAIN: 'auto' };
  throw new NoGoError(`Go ${found} is too old`, tool, root);
}

/** Runs go with less priority than the services; resolves to the lines of stdout. */
async function runGo(args: readonly string[], { cwd, env, seen, progress }: GoRun): Promise<string[]> {
  const [program = 'go', ...before] = existsSync(nice) ? [nice, '-n', '10', 'go'] : ['go'];
  const { stdout } = await run(program, [...before, ...args], {
    cwd,
    env,
    signal: progress.signal,
    abortSignal: 'SIGINT',
    started: (pid) => progress.working(identify(pid)),
    line: (text, stream) => stream === 'stderr' && seen(text),
  });
  return stdout.split('\n').filter(Boolean);
}

interface GoRun {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly seen: (line: string) => void;
  readonly progress: BuildProgress;
}
