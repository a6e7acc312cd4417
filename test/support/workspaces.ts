import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** A package of this repository. */
export interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** Every package that the root's package.json names, by folder. */
export const workspaces: readonly Workspace[] = (readJson('package.json').workspaces as string[])
  .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
  .sort()
  .map((path) => {
    const { name, dependencies = {}, devDependencies = {} } = readJson(path);
    const folder = path.slice(0, -'/package.json'.length);
    return { folder, name, dependencies: Object.keys(dependencies), devDependencies: Object.keys(devDependencies) };
  });
