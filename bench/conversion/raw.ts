import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadResult } from '../support/load.ts';
import type { Conversion, Subject } from './subject.ts';

export interface RawRequest extends Conversion {
  readonly amount: number;
}

/** sharp in a process of its own, without HTTP and without other processes: what a conversion costs at least. */
export function startRaw(): Subject {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'raw-process.ts')], {
    env: { PATH: process.env.PATH, MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    name: 'raw sharp',
    pid: child.pid as number,
    async convert(conversion, amount) {
      child.send({ ...conversion, amount } satisfies RawRequest);
      const [result] = (await once(child, 'message')) as [LoadResult];
      return result;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
