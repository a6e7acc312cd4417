import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');

/**
 * Runs commands in the repository as somebody would who copies them into a shell, with nothing in its environment but
 * `env`. Fails when one of them does, or when curl gets no answer or a refusal, which it would only print.
 */
export async function bash(commands: string, env: Readonly<Record<string, string>>): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'triptych-bash-'));
  try {
    await writeFile(join(home, '.curlrc'), 'fail-with-body\nshow-error\n');
    const { PATH = '', HOME = '' } = process.env;
    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-eu', '-c', commands], {
      cwd: root,
      env: { PATH, HOME, CURL_HOME: home, ...env },
      timeout: 300_000,
    });
    if (/^curl: /m.test(stderr)) throw Object.assign(new Error('curl failed'), { stdout, stderr });
    return stdout;
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout?: string; stderr?: string };
    throw new Error(`${commands}\n${stdout ?? ''}${stderr ?? ''}`, { cause });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
