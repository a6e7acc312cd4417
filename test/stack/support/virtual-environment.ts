import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cached.ts';

const run = promisify(execFile);

/**
 * The folder `bin` of a Python virtual environment with the packages of a requirements file, which is made once for each
 * version of the file. Rejects with what is missing.
 */
export async function virtualEnvironment(name: string, requirements: string): Promise<string> {
  const version = createHash('sha256').update(await readFile(requirements));
  const environment = await cached(name, version, async (folder) => {
    await run('python3', ['-m', 'venv', folder]);
    const options = ['--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', ...options], { timeout: 300_000 });
  }).catch((error: Error & { stderr?: string }) => {
    const reason = (error.stderr?.trim() || error.message).split('\n').at(-1);
    throw new Error(`${name} needs python3 with venv and pip, and the package index of pip: ${reason}`, {
      cause: error,
    });
  });
  return join(environment, 'bin');
}
