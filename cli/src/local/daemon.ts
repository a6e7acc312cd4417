import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { print } from '@triptych/terminal';
import { UserError } from '../command.ts';
import { claimFolder } from './claim.ts';
import { running, watch } from './client.ts';
import { waitFor } from './processes.ts';
import { showProgress } from './progress.ts';
import { offsetArgument, type Stack } from './stack.ts';
import { summary } from './summary.ts';
import { logPath, openLog, tail } from './supervisor/logs.ts';
import { type PartView, settled } from './view.ts';

/** Starts `triptych up` in a session of its own; resolves when its supervisor listens. */
export async function startDaemon(stack: Stack, args: readonly string[]): Promise<void> {
  claimFolder(stack);
  const log = openLog(stack, 'supervisor');
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=1', join(import.meta.dirname, '../../bin/triptych.mjs'), 'up', ...args],
    {
      cwd: stack.root,
      env: stack.env,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    },
  );
  closeSync(log.fd);
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, by) => {
    ended = by ? `signal ${by}` : `exit code ${code}`;
  });
  child.unref();
  await waitFor(() => ended !== undefined || running(stack)?.supervisor.pid === child.pid, 30_000, 20);
  if (running(stack)?.supervisor.pid === child.pid) return;
  throw new UserError(
    `the supervisor did not start (${ended ?? 'it did not listen within 30 s'})${lastLinesOfLog(stack, log.size)}`,
  );
}

/** Shows how a stack in the background starts; ends with exit code 0 when every part is ready, 1 when one is in trouble. */
export async function follow(stack: Stack): Promise<number> {
  const at = offsetArgument(stack);
  const progress = showProgress();
  let views: readonly PartView[] | undefined;
  const leave = (code: number, text: string) => {
    progress.end();
    print(text);
    process.exit(code);
  };
  process.once('SIGINT', () =>
    leave(
      130,
      `\nThe stack keeps starting in the background: "triptych status${at}" shows it, "triptych down${at}" stops it.`,
    ),
  );
  // A part that takes too long to start makes no event.
  const timer = setInterval(() => {
    if (!views || !settled(views)) return;
    const text = summary(views, stack);
    leave(
      views.every(({ state }) => state === 'ready') ? 0 : 1,
      `${text}The stack runs in the background: "triptych down${at}" stops it.`,
    );
  }, 100);
  for await (const event of watch(stack)) {
    progress.show(event);
    if ('parts' in event) views = event.parts;
  }
  clearInterval(timer);
  progress.end();
  throw new UserError(`the supervisor ended${lastLinesOfLog(stack)}`);
}

function lastLinesOfLog(stack: Stack, from = 0): string {
  const path = logPath(stack, 'supervisor');
  return [`; ${path} says:`, ...tail(path, 15, from).map((line) => `    ${line}`)].join('\n');
}
