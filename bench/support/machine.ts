import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { root } from './root.ts';

/** Where and when results were measured. */
export interface Machine {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  /** Average number of running processes in the minute before the bench: above 0.5, other work disturbs it. */
  readonly loadBefore: number;
}

export function thisMachine(): Machine {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
  const commit = git('rev-parse', '--short=12', 'HEAD') || 'unknown';
  // What the benches before this one wrote is no change.
  const isChanged =
    git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      ':/',
      ':!bench/*.md',
      ':!docs/pictures/request-profile.svg',
    ) !== '';
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: isChanged ? `${commit} with changes` : commit,
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    loadBefore: loadavg()[0] ?? Number.NaN,
  };
}

export function describeMachine({ date, commit, node, cpu, cores, loadBefore }: Machine): string {
  return `${date} UTC, commit ${commit}, Node ${node.slice(1)}, ${cores} × ${cpu}, load average before ${loadBefore.toFixed(1)}`;
}
