import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LOAD_CORE, pinned } from '../cores.ts';

/** What a sink has received since it started. */
export interface Received {
  spans: number;
  /** Log records. */
  lines: number;
  /** Of the bodies of all three signals. */
  bytes: number;
}

/** A process that receives OTLP/gRPC as a Collector does, and counts. It leaves the core of the server alone. */
export class Sink implements Disposable {
  readonly endpoint: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<Sink> {
    const [file = '', ...args] = pinned(LOAD_CORE, [process.execPath, join(import.meta.dirname, 'sink-process.ts')]);
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [port] = (await once(child, 'message')) as [number];
    return new Sink(child, port);
  }

  async received(): Promise<Received> {
    this.#process.send('count');
    const [received] = (await once(this.#process, 'message')) as [Received];
    return received;
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}
