import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

/** Installs the packages of bench/peers/NAME, unless they are there already. Nothing else needs them. */
export function installPeer(name: string): void {
  const folder = join(root, 'bench/peers', name);
  if (time(join(folder, 'node_modules/.package-lock.json')) >= time(join(folder, 'package-lock.json'))) return;
  process.stderr.write(`installs the packages of bench/peers/${name}\n`);
  const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, stderr, error } = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) {
    const reason = error?.message ?? stderr.trim();
    throw new Error(`the packages of bench/peers/${name} cannot be installed: ${reason}`);
  }
}

function time(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
