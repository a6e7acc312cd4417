import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { programFile, repository } from './programs.ts';

const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
/** The image that the images of the services are built from. */
export const BASE_IMAGE = `node:${devDependencies.node}-bookworm-slim`;
/** Why no release can be made from this folder; undefined when one can. */
export const NO_CLONE = existsSync(join(repository, '.git'))
  ? undefined
  : 'this folder is no clone, and a release is made from a commit';

/** A clone of the commit that is checked out, from which releases are published. */
export interface ReleaseClone extends Disposable {
  readonly folder: string;
  /** Runs a program in the clone and gives what it prints. */
  run(program: string, ...args: string[]): Promise<string>;
  /** `npm run release`. Gives what it prints. */
  release(registry: string, version: string): Promise<string>;
}

export function cloneForRelease(): ReleaseClone {
  const parent = mkdtempSync(join(tmpdir(), 'triptych-release-'));
  const folder = join(parent, 'clone');
  execFileSync('git', ['clone', '--quiet', repository, folder]);
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  appendFileSync(join(folder, '.git/info/exclude'), 'node_modules\n');
  const env = { ...process.env, PATH: [dirname(programFile('helm')), process.env.PATH].join(delimiter) };
  const run: ReleaseClone['run'] = async (program, ...args) =>
    (await promisify(execFile)(program, args, { env, cwd: folder, maxBuffer: 1e8 })).stdout;
  return {
    folder,
    run,
    release: (registry, version) =>
      run(process.execPath, 'scripts/release.ts', '--registry', registry, '--version', version),
    [Symbol.dispose]: () => rmSync(parent, { recursive: true, force: true }),
  };
}
