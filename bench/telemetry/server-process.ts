import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { LOAD_CORE, pinned, SERVER_CORE } from '../support/cores.ts';
import type { Usage } from './servers/serve.ts';
import { type Side, serverFile } from './sides.ts';

/** A server under test: alone on its core, its stdout in a pipe to a process that counts its lines. */
export class ServerProcess {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #printed: Promise<string>;

  private constructor(process: ChildProcess, printed: Promise<string>, url: string) {
    this.#process = process;
    this.#printed = printed;
    this.url = url;
  }

  static async start(side: Side, flags: readonly string[], endpoint: string): Promise<ServerProcess> {
    const server = pinned(SERVER_CORE, [process.execPath, ...flags, serverFile(side)]);
    const counter = pinned(LOAD_CORE, ['wc', '-l']);
    // A pipe, as in a container; Node itself would give its child a socket.
    const child = spawn('sh', ['-c', `"$@" | ${counter.join(' ')}`, 'sh', ...server], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        MALLOC_ARENA_MAX: '2',
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        ...side.env,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const printed = text(child.stdout as NodeJS.ReadableStream);
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the server of "${side.name}" ended`)));
    const [url] = (await Promise.race([once(child, 'message'), ended])) as [string];
    ended.catch(() => {});
    return new ServerProcess(child, printed, url);
  }

  usage(): Promise<Usage> {
    return this.#ask('usage');
  }

  /** Stops it as SIGTERM stops a service. Resolves to its last usage, and the lines that it has written to stdout. */
  async stop(): Promise<Usage & { readonly printed: number }> {
    const usage = await this.#ask('stop');
    return { ...usage, printed: Number(await this.#printed) };
  }

  async #ask(question: 'usage' | 'stop'): Promise<Usage> {
    this.#process.send(question);
    const [usage] = (await once(this.#process, 'message')) as [Usage];
    return usage;
  }
}
