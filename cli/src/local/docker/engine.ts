import { ProgramError, run } from '@triptych/terminal/run';
import { UserError } from '../../command.ts';
import { identify } from '../processes.ts';
import type { BuildProgress } from '../supervisor/supervisor.ts';

/** Runs "docker" and resolves to what it prints; rejects with a ProgramError. */
export async function docker(args: readonly string[], env: NodeJS.ProcessEnv, timeoutMs = 30_000): Promise<string> {
  return (await run('docker', args, { env, timeoutMs })).stdout.trim();
}

/** Whether a container engine answers within the time. */
export function engineAnswers(env: NodeJS.ProcessEnv, timeoutMs = 800): Promise<boolean> {
  return docker(['version', '--format={{.Server.Version}}'], env, timeoutMs).then(
    (version) => version !== '',
    () => false,
  );
}

/** Those of these images that the engine has. */
export async function presentImages(images: readonly string[], env: NodeJS.ProcessEnv): Promise<Set<string>> {
  const present = await Promise.all(
    images.map((image) =>
      docker(['image', 'inspect', '--format={{.Id}}', image], env, 5000).then(
        () => image,
        () => undefined,
      ),
    ),
  );
  return new Set(present.filter((image) => image !== undefined));
}

/** Pulls an image and shows how many of its layers are there. */
export async function pull(image: string, env: NodeJS.ProcessEnv, progress: BuildProgress): Promise<void> {
  progress.show('downloading', image);
  const layers = new Map<string, string>();
  const line = (text: string) => {
    const [, id, state] = /^([0-9a-f]{12}): (.+)$/.exec(text) ?? [];
    if (!id || !state) return;
    layers.set(id, state);
    const done = [...layers.values()].filter((now) => now === 'Pull complete' || now === 'Already exists').length;
    progress.show('downloading', `${done}/${layers.size} layers`);
  };
  const started = (pid: number) => progress.working(identify(pid));
  await run('docker', ['pull', image], { env, signal: progress.signal, started, line }).catch((cause) => {
    if (!(cause instanceof ProgramError)) throw cause;
    const reason = cause.lines.findLast((text) => text !== '') ?? cause.reason;
    throw new UserError(
      `${image} cannot be pulled (${reason}). Check the network, or build it from source: "triptych up --backends local"`,
      { cause },
    );
  });
}
