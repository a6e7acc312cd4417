// Run in a stage of a Dockerfile: keeps the package in the folder that argv names and the packages that it needs, and
// removes the other packages of this repository.
import { globSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly workspaces?: readonly string[];
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));

const [target = ''] = process.argv.slice(2);
const folders = (manifestOf('.').workspaces ?? [])
  .flatMap((pattern) => globSync(`${pattern}/package.json`))
  .map((path) => dirname(path));
if (!folders.includes(target)) {
  process.stderr.write(`${target} is not a package: name a service, as in "--build-arg SERVICE=user_svc"\n`);
  process.exit(1);
}

const folderOf = new Map(folders.map((folder) => [manifestOf(folder).name, folder]));
const needed = new Set([target]);
// A set that grows while it is iterated yields the new entries, too.
for (const folder of needed) {
  const packages = Object.keys(manifestOf(folder).dependencies ?? {});
  for (const name of packages) needed.add(folderOf.get(name) ?? folder);
}
for (const folder of folders) if (!needed.has(folder)) rmSync(folder, { recursive: true });
