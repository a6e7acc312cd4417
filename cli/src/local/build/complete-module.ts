import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Tool } from './tools.ts';

const compressions: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  '.gz': gzipSync,
  '.br': brotliCompressSync,
};

/**
 * Writes a main module into a new folder that builds the same as the one of a tool, but from a copy of the published module
 * with the files that it lacks. Go permits neither a change nor an overlay in its cache of modules.
 *
 * @param source the tool's folder: go.mod, go.sum and the files to add
 * @param published the folder in which Go keeps the published module
 */
export function completeModule(
  { module, added = {} }: Pick<Tool, 'module' | 'added'>,
  { source, published, into }: { source: string; published: string; into: string },
): void {
  const copy = join(into, 'module');
  copyFiles(published, copy);
  for (const [path, file] of Object.entries(added)) {
    const content = readFileSync(join(source, file));
    const compress = compressions[extname(path)];
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), compress ? compress(content) : content);
  }
  const goMod = readFileSync(join(source, 'go.mod'), 'utf8');
  writeFileSync(join(into, 'go.mod'), `${goMod}\nreplace ${module.split('@')[0]} => ./module\n`);
  copyFileSync(join(source, 'go.sum'), join(into, 'go.sum'));
}

/** Unlike `cpSync`, it makes folders that can be written to: those in Go's cache are read-only. */
function copyFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFiles(source, target);
    else copyFileSync(source, target);
  }
}
