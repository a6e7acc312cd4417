// Entry of a converter process: converts one picture at a time for the pool that started it, and ends with the pool.
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { convert } from '../conversion/convert.ts';
import { ConversionError, messageOf } from '../conversion/errors.ts';
import { orPoolFull } from './full.ts';
import type { Order, Report } from './messages.ts';
import { replaceContent } from './picture-file.ts';

const MEMORY_CHECK_MS = 50;

// One thread, because there is a process for each core. No cache, because pictures do not repeat.
sharp.concurrency(1);
sharp.cache(false);
volunteerForOomKill();

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
// An idle process ends by itself when the pool disconnects or dies. Native code at work does not, so it is killed.
process.once('disconnect', () => isBusy && die());
send({ kind: 'ready' });

async function work({ path, bytes, options, limits }: Order): Promise<Report> {
  try {
    const { result } = await replaceContent(path, bytes, (picture) => convert(picture, options, limits));
    return { kind: 'done', result };
  } catch (thrown) {
    const error = orPoolFull(thrown);
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

function send(report: Report, onSent: () => void = () => {}): void {
  process.send?.(report, undefined, undefined, onSent);
}

/** Kills this process: process.exit() would wait for native code. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Makes Linux kill a converter rather than the service when memory runs out. */
function volunteerForOomKill(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not Linux, or not permitted: the memory check alone protects the service.
  }
}
