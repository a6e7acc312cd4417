import { copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** A committed file that differs from the generated one. */
export interface Difference {
  /** Relative to the compared folder; empty when a file was compared. */
  readonly name: string;
  readonly to: 'changed' | 'added' | 'removed';
  readonly made: string;
  readonly committed: string;
}

/** The changes that make the file or folder `committed` equal to `made`. */
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

/** Makes these changes to the committed files. */
export async function apply(differences: readonly Difference[]): Promise<void> {
  for (const { to, made, committed } of differences) {
    if (to === 'removed') await rm(committed);
    else {
      await mkdir(dirname(committed), { recursive: true });
      await copyFile(made, committed);
    }
  }
}

/** Every file below `path`, relative to it. A file itself is `''`; a missing path has none. */
async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) return [''];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(path, join(entry.parentPath, entry.name)));
}
