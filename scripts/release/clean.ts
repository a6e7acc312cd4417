import { ProgramError } from '@triptych/terminal/run';
import { run, type Surroundings } from '../images/run.ts';

/** Fails unless the working tree is exactly a commit, so that a release can be made again. Resolves to that commit. */
export async function requireCleanTree(around: Surroundings): Promise<string> {
  const git = (...args: string[]) =>
    run('git', args, around).catch((cause) => {
      if (!(cause instanceof ProgramError)) throw cause;
      throw new Error(`${around.cwd} is no clone of the repository, and a release is made from a commit: clone it`, {
        cause,
      });
    });
  const changed = await git('status', '--porcelain');
  if (changed.length > 0) {
    const more = changed.length > 10 ? [`… and ${changed.length - 10} more`] : [];
    const listed = [...changed.slice(0, 10), ...more].map((line) => `\n    ${line}`).join('');
    throw new Error(`the working tree differs from its commit: commit these changes, or put them aside${listed}`);
  }
  const [commit = ''] = await git('rev-parse', 'HEAD');
  return commit;
}
