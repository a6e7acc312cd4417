// Entry of a converter process: converts one picture at a time for the pool that started it, and dies with it.
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { convert } from '../conversion/convert.ts';
import { ConversionError, messageOf } from '../conversion/errors.ts';
import type { Order, Report } from './messages.ts';

const MEMORY_CHECK_MS = 50;

// One thread each, as there is a process for every core; pictures do not come twice, so there is nothing to cache.
sharp.concurrency(1);
sharp.cache(false);
preferAsVictim();

let isBusy = false;
process.on('message', (order: Order) => {
  isBusy = true;
  const watch = setInterval(dieIfOver, MEMORY_CHECK_MS, order.limits.memoryBytes);
  work(order).then((report) => {
    clearInterval(watch);
    isBusy = false;
    send(report);
  });
});
// An idle process ends by itself when the pool lets go of it or dies; native code at work has to be killed.
process.once('disconnect', () => isBusy && die());
send({ kind: 'ready' });

async function work({ picture, options, limits }: Order): Promise<Report> {
  try {
    return { kind: 'done', ...(await convert(picture, options, limits)) };
  } catch (error) {
    if (!(error instanceof ConversionError))
      return { kind: 'failed', code: 'converter_crashed', message: messageOf(error) };
    const cause = error.cause === undefined ? {} : { cause: messageOf(error.cause) };
    return { kind: 'failed', code: error.code, message: error.message, ...cause };
  }
}

function dieIfOver(memoryBytes: number): void {
  const bytes = process.memoryUsage.rss();
  if (bytes > memoryBytes) send({ kind: 'over_memory', bytes }, die);
}

function send(report: Report, then: () => void = () => {}): void {
  process.send?.(report, undefined, undefined, then);
}

/** Not process.exit(), which waits for the native code. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** When the machine or container runs out of memory, Linux shall kill a converter rather than the service. */
function preferAsVictim(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not Linux, or not allowed: then the memory watch alone has to do.
  }
}
