import { join, resolve } from 'node:path';
import { run } from '@triptych/terminal/run';

/** A generated text as the formatter writes it at `path`, so that it passes the formatter's check. */
export async function formatted(path: string, text: string): Promise<string> {
  const root = resolve(import.meta.dirname, '../..');
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'format', `--stdin-file-path=${path}`];
  return (await run(process.execPath, args, { cwd: root, input: text })).stdout;
}
