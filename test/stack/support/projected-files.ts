import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes files as a kubelet writes a projected volume: into a folder of their own, to which a link leads, and a change
 * replaces the link. The files that were there before are gone then.
 */
export async function project(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const before = (await readdir(folder)).filter((name) => name.startsWith('..version'));
  const made = await mkdtemp(join(folder, '..version-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(made, name), text);
  await symlink(made, join(folder, '..new'));
  await rename(join(folder, '..new'), join(folder, '..data'));
  // The links of the names themselves are written once.
  if (before.length === 0)
    for (const name of Object.keys(files)) await symlink(join('..data', name), join(folder, name));
  for (const name of before) await rm(join(folder, name), { recursive: true });
}
