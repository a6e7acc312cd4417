import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A generated text as the formatter writes it at `path`, so that it passes the formatter's check. */
export async function formatted(path: string, text: string): Promise<string> {
  const root = resolve(import.meta.dirname, '../..');
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const running = promisify(execFile)(process.execPath, [biome, 'format', `--stdin-file-path=${path}`], { cwd: root });
  running.child.stdin?.end(text);
  return (await running).stdout;
}
