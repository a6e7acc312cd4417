import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LOAD_CORE, pinned } from './cores.ts';

export interface LoadRequest {
  readonly url: string;
  readonly connections: number;
  /** Requests to send. A load by number has no request that is cut off at its end, so each is accounted for. */
  readonly amount: number;
  /** Sent as the body of a POST; a GET without. */
  readonly bodyFile?: string;
}

export interface LoadResult {
  readonly seconds: number;
  readonly requests: number;
  /** Replies other than 2xx, and requests without a reply. */
  readonly failed: number;
  readonly medianMillis: number;
  readonly p99Millis: number;
  /** With the headers. */
  readonly bytesPerReply: number;
}

/** A process of its own that sends requests with autocannon. */
export class Load implements Disposable {
  readonly #process: ChildProcess;

  /** On a core of its own, unless the servers need all cores. */
  constructor({ isPinned = true } = {}) {
    const command = [process.execPath, join(import.meta.dirname, 'load-process.ts')];
    const [file = '', ...args] = isPinned ? pinned(LOAD_CORE, command) : command;
    this.#process = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  async send(request: LoadRequest): Promise<LoadResult> {
    this.#process.send(request);
    const [result] = (await once(this.#process, 'message')) as [LoadResult];
    return result;
  }

  /** Sends more and more requests until the code is warm, and returns how many are answered in a second. */
  async warmUp(url: string, connections: number, least: { seconds: number; requests: number }): Promise<number> {
    for (let amount = least.requests; ; amount *= 2) {
      const result = await this.send({ url, connections, amount });
      if (result.failed > 0) throw new Error(`${url} refused ${result.failed} of ${amount} requests of the warm-up`);
      if (result.seconds >= least.seconds) return amount / result.seconds;
    }
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}
