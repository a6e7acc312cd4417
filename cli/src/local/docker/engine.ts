import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { UserError } from '../../command.ts';
import { identify, signal } from '../processes.ts';
import type { BuildProgress } from '../supervisor/supervisor.ts';

/** Runs "docker" and resolves to what it prints. Rejects when it fails, or takes longer than it may. */
export async function docker(args: readonly string[], env: NodeJS.ProcessEnv, timeoutMs = 30_000): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', [...args], { env, timeout: timeoutMs, killSignal: 'SIGKILL' });
  return stdout.trim();
}

/** Whether a container engine answers, within a moment. */
export function engineAnswers(env: NodeJS.ProcessEnv, timeoutMs = 800): Promise<boolean> {
  return docker(['version', '--format={{.Server.Version}}'], env, timeoutMs).then(
    (version) => version !== '',
    () => false,
  );
}

/** Which of these images the engine has. */
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

/** Pulls an image and tells how far it is. */
export async function pull(image: string, env: NodeJS.ProcessEnv, progress: BuildProgress): Promise<void> {
  progress.signal.throwIfAborted();
  progress.show('downloading', image);
  const child = spawn('docker', ['pull', image], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  progress.working(child.pid === undefined ? undefined : identify(child.pid));
  const abort = () => signal(-(child.pid ?? 0), 'SIGTERM');
  progress.signal.addEventListener('abort', abort, { once: true });
  const layers = new Map<string, string>();
  let last = '';
  const read = (line: string) => {
    last = line || last;
    const [, id, state] = /^([0-9a-f]{12}): (.+)$/.exec(line) ?? [];
    if (!id || !state) return;
    layers.set(id, state);
    const done = [...layers.values()].filter((now) => now === 'Pull complete' || now === 'Already exists').length;
    progress.show('downloading', `${done}/${layers.size} layers`);
  };
  createInterface({ input: child.stdout }).on('line', read);
  createInterface({ input: child.stderr }).on('line', read);
  const end = await new Promise<string | undefined>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code) => resolve(code === 0 ? undefined : last));
  });
  progress.signal.removeEventListener('abort', abort);
  progress.signal.throwIfAborted();
  if (end === undefined) return;
  throw new UserError(
    `${image} cannot be pulled (${end}). Check the network, or build it from source: "triptych up --backends local"`,
  );
}
