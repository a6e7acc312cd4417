import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ProgramError, run } from '@triptych/terminal/run';
import { UserError } from '../../command.ts';

/** What decides how a page looks: its sources, the packages of this repository that it may import, and npm's packages. */
const SOURCES = ['src/web/**/*', 'vite*.config.ts', 'package.json'];
const SHARED = ['lib/*/src/**/*', 'services/lib/*/src/**/*', 'docs/runbooks/*.md', 'package-lock.json'];

/**
 * Builds the page of a service in the folder `services/NAME`, unless what was built is newer than every source. As in
 * services/Dockerfile, a service has a page when its package has a script "build".
 */
export async function buildPage(root: string, name: string): Promise<void> {
  const folder = join(root, 'services', name);
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    scripts?: { build?: string };
  };
  if (!scripts?.build) return;
  const builtAt = modifiedAt(join(folder, 'dist/index.html'));
  const sources = [
    ...globSync(SOURCES, { cwd: folder }).map((file) => join(folder, file)),
    ...globSync(SHARED, { cwd: root }).map((file) => join(root, file)),
  ];
  if (sources.every((file) => modifiedAt(file) <= builtAt)) return;
  await run(process.execPath, ['--run', 'build'], { cwd: folder, timeoutMs: 120_000 }).catch((cause) => {
    if (!(cause instanceof ProgramError)) throw cause;
    const last = cause.lines.slice(-5).join('\n');
    throw new UserError(
      `the page of ${name} cannot be built; "npm run build -w services/${name}" shows everything:\n${last}`,
      { cause },
    );
  });
}

/** 0 for a file that does not exist. */
const modifiedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
