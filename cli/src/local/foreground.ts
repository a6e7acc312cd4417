import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { print } from '@triptych/terminal';
import { UserError } from '../command.ts';
import { onSignals } from '../signals.ts';
import { type Backing, localBacking } from './backing.ts';
import { claimFolder } from './claim.ts';
import { tryLock } from './lock.ts';
import type { Part } from './parts/part.ts';
import { reportStops, showProgress } from './progress.ts';
import type { Stack } from './stack.ts';
import { summary } from './summary.ts';
import { listen, socketPath } from './supervisor/control.ts';
import { Supervisor } from './supervisor/supervisor.ts';
import { type PartView, settled } from './view.ts';

/** Runs a stack in this process until a signal or a request on its socket stops it; resolves to the exit code. */
export async function runInForeground(
  stack: Stack,
  parts: readonly Part[],
  backing: Backing = localBacking(stack),
): Promise<number> {
  claimFolder(stack);
  mkdirSync(stack.data, { recursive: true });
  mkdirSync(stack.run, { recursive: true, mode: 0o700 });
  const lock = tryLock(join(stack.run, 'lock'));
  if ('holder' in lock) throw new UserError(`process ${lock.holder.pid} runs this stack or is starting it`);

  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const socket = socketPath(stack);
  await backing.open();
  const supervisor = new Supervisor({ stack, parts, binaries: backing.binaries, socket });
  const unlisten = await listen(supervisor, socket, ask);
  onSignals(ask, () => supervisor.kill());
  const finish = showStart(supervisor);
  supervisor.start();

  await asked;
  finish();
  print('Stopping…');
  const report = reportStops();
  report({ parts: supervisor.view() });
  supervisor.on('event', (event) => 'parts' in event && report(event));
  await supervisor.stop();
  // The container engine may have stopped, and then there is nothing to close.
  await backing.close().catch((error: Error) => print(error.message));
  unlisten();
  lock.release();
  print('Everything is stopped; the data stays.');
  return 0;
}

/** Shows progress until every part is settled; afterwards only notes. */
function showStart(supervisor: Supervisor): () => void {
  const progress = showProgress();
  let views: readonly PartView[] = [];
  let showing = true;
  const finish = () => {
    if (showing) progress.end();
    showing = false;
    clearInterval(timer);
  };
  supervisor.on('event', (event) => {
    if (showing) progress.show(event);
    else if ('note' in event) print(event.note);
    if ('parts' in event) views = event.parts;
  });
  const timer = setInterval(() => {
    if (!settled(views)) return;
    finish();
    print(summary(views, supervisor.stack));
    if (process.stdout.isTTY) print('Ctrl-C stops everything.');
  }, 100);
  return finish;
}
