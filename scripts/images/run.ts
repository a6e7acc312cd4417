import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How to get a program that is missing. */
const HOW_TO_INSTALL: Readonly<Record<string, string>> = {
  docker: 'install Docker or Podman with its "docker" command: https://docs.docker.com/get-docker/',
  kind: 'install it: https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
};

/**
 * Runs a program and passes each line of its output to `seen`. Resolves to the lines of stdout; rejects with the last
 * lines when the program fails.
 */
export async function run(
  program: 'docker' | 'kind',
  args: readonly string[],
  { cwd, signal, seen }: { cwd: string; signal: AbortSignal; seen?: (line: string) => void },
): Promise<string[]> {
  const env = { ...process.env, DOCKER_BUILDKIT: '1' };
  const child = spawn(program, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout: string[] = [];
  const last: string[] = [];
  const read = (line: string) => {
    last.splice(0, last.length - 30);
    last.push(line);
    seen?.(line);
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    stdout.push(line);
    read(line);
  });
  createInterface({ input: child.stderr }).on('line', read);
  const [code, by] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`${program} is not in PATH; ${HOW_TO_INSTALL[program]}`) : error;
  });
  if (code === 0) return stdout;
  const lines = last.map((line) => `\n    ${line}`).join('');
  throw new Error(`"${program} ${args.slice(0, 2).join(' ')}" ended with ${by ?? `exit code ${code}`}:${lines}`);
}

/** The build step that a line of "docker build --progress=plain" announces: `packages 7/7: RUN npm ci …`. */
export function stepOf(line: string): string | undefined {
  const [, stage, what] = /^#\d+ \[([^\]]+)\] (.+)$/.exec(line) ?? [];
  if (!stage || !what || stage.startsWith('internal')) return undefined;
  return `${stage.trim()}: ${what
    .replace(/--mount=\S+/, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 60)}`;
}
