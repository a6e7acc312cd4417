import { copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** A file that is not as generated. */
export interface Difference {
  /** Relative to what was compared; empty when that is a file. */
  readonly name: string;
  readonly to: 'changed' | 'added' | 'removed';
  readonly made: string;
  readonly committed: string;
}

/** How the file or folder `committed` has to change to be like `made`. */
export async function compare(made: string, committed: string): Promise<Difference[]> {
  const [wanted, found] = await Promise.all([filesOf(made), filesOf(committed)]);
  const names = [...new Set([...wanted, ...found])].sort();
  const differences = await Promise.all(
    names.map(async (name) => {
      const paths = { made: join(made, name), committed: join(committed, name) };
      if (!wanted.includes(name)) return { name, to: 'removed' as const, ...paths };
      if (!found.includes(name)) return { name, to: 'added' as const, ...paths };
      const [a, b] = await Promise.all([readFile(paths.made), readFile(paths.committed)]);
      return a.equals(b) ? [] : { name, to: 'changed' as const, ...paths };
    }),
  );
  return differences.flat();
}

/** Makes those changes. */
export async function apply(differences: readonly Difference[]): Promise<void> {
  for (const { to, made, committed } of differences) {
    if (to === 'removed') await rm(committed);
    else {
      await mkdir(dirname(committed), { recursive: true });
      await copyFile(made, committed);
    }
  }
}

/** Every file below `path`, relative to it; `''` when it is a file itself, none when it is missing. */
async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) return [''];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(path, join(entry.parentPath, entry.name)));
}
