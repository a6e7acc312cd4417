import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that are no failure. */
  readonly codes?: readonly number[];
}

/** Runs a program to its end and gives what it prints; fails with everything it said. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const running = promisify(execFile)(file, [...args], {
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, ...options.env },
  });
  running.child.stdin?.end(options.input ?? '');
  try {
    return (await running).stdout;
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string };
    if (options.codes?.includes(code)) return stdout;
    throw new Error(`${file} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`, { cause });
  }
}
