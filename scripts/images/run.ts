import { ProgramError, run as runProgram } from '@triptych/terminal/run';

/** How to get a program that is missing. */
const HOW_TO_INSTALL = {
  docker: 'install Docker or Podman with its "docker" command: https://docs.docker.com/get-docker/',
  kind: 'install it: https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  helm: 'install it: https://helm.sh/docs/intro/install/',
  git: 'install it: https://git-scm.com/downloads',
  node: 'it comes with Node.js: https://nodejs.org/',
  npm: 'it comes with Node.js: https://nodejs.org/',
} as const;

export interface Surroundings {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Runs a program and passes each line of its output to `seen`. Resolves to the lines of stdout; rejects with the last
 * lines when the program fails.
 */
export async function run(
  program: keyof typeof HOW_TO_INSTALL,
  args: readonly string[],
  { cwd, signal, seen }: Surroundings & { seen?: (line: string) => void },
): Promise<string[]> {
  const env = { ...process.env, DOCKER_BUILDKIT: '1' };
  const { stdout } = await runProgram(program, args, { cwd, env, signal, ...(seen && { line: seen }) }).catch(
    (cause) => {
      if (!(cause instanceof ProgramError && cause.isMissing)) throw cause;
      throw new Error(`${program} is not in PATH; ${HOW_TO_INSTALL[program]}`, { cause });
    },
  );
  return stdout.split('\n').filter(Boolean);
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
