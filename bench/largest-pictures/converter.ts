import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ConvertOptions } from '@triptych/contracts';

export interface Cost {
  readonly seconds: number;
  /** Highest resident memory of the process so far. */
  readonly peakMegabytes: number;
  /** Resident memory after the conversion. */
  readonly afterMegabytes: number;
}

/** Converts one picture in a new process, which has the limits of a converter but no deadline. */
export async function convertOnce(picture: Buffer, options: ConvertOptions): Promise<Cost> {
  const child = fork(join(import.meta.dirname, 'converter-process.ts'), {
    execArgv: ['--max-old-space-size=64', '--max-semi-space-size=1'],
    env: { PATH: process.env.PATH, MALLOC_ARENA_MAX: '2' },
    serialization: 'advanced',
  });
  const ended = once(child, 'exit');
  try {
    child.send({ picture, options });
    const [cost] = await Promise.race([
      once(child, 'message'),
      ended.then(([code, signal]) => Promise.reject(new Error(`the converter ended with ${signal ?? code}`))),
    ]);
    return cost;
  } finally {
    child.kill();
    await ended;
  }
}
