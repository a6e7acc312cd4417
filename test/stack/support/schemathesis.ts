import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Pinned versions, and for each service the checks that cannot hold. */
export const folder = join(import.meta.dirname, '../schemathesis');

/**
 * The path of Schemathesis in a virtual environment, which is made once for each version of the requirements; or the
 * reason why there is none.
 */
export async function findSchemathesis(): Promise<{ readonly program: string } | { readonly missing: string }> {
  const requirements = join(folder, 'requirements.txt');
  const hash = createHash('sha256').update(await readFile(requirements));
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'triptych');
  const environment = join(cache, `schemathesis-${hash.digest('hex').slice(0, 16)}`);
  const program = join(environment, 'bin/schemathesis');
  // Written last: without it the environment may be incomplete.
  const complete = join(environment, 'complete');
  if (await exists(complete)) return { program };
  try {
    await rm(environment, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', environment]);
    const options = ['--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await run(join(environment, 'bin/python'), ['-m', 'pip', 'install', ...options], { timeout: 300_000 });
    await writeFile(complete, '');
    return { program };
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const reason = (stderr?.trim() || message).split('\n').at(-1);
    return { missing: `Schemathesis needs python3 with venv and pip, and the package index of pip: ${reason}` };
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
