import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repository } from './programs.ts';

export interface BenchOutput<R> {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly rows: readonly R[];
}

/** Runs a bench briefly. Nothing asserts how fast something was. */
export async function smoke<R>(file: string): Promise<BenchOutput<R>> {
  const { stdout } = await promisify(execFile)(process.execPath, [file, '--smoke', '--json'], { cwd: repository });
  return JSON.parse(stdout);
}
