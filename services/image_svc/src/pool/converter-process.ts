import { type ChildProcess, fork } from 'node:child_process';
import type { ConversionResult } from '@triptych/contracts';
import { ConversionError } from '../conversion/errors.ts';
import type { Order, Report } from './messages.ts';

/** Why a converter process ended. */
export type ExitReason = 'idle' | 'closed' | 'aborted' | 'deadline' | 'memory' | 'crashed' | 'start';

export interface Exit {
  readonly reason: ExitReason;
  /** Exit code or signal, and the end of stderr. */
  readonly detail: string;
}

const ENTRY = new URL('./converter.ts', import.meta.url);
const START_MS = 10_000;
const RETIRE_MS = 2_000;
const STDERR_KEPT = 2_000;

/** A child process that converts one picture at a time. Killing it costs the conversion in progress only. */
export class ConverterProcess {
  /** Resolves when the process can take its first picture; rejects with `converter_crashed` when it never can. */
  readonly ready: Promise<void>;
  /** Resolves once the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #started = Promise.withResolvers<void>();
  readonly #gone = Promise.withResolvers<Exit>();
  #current: PromiseWithResolvers<ConversionResult> | undefined;
  #reason: ExitReason | undefined;
  #isOver = false;
  #stderr = '';

  constructor() {
    this.ready = this.#started.promise;
    this.exited = this.#gone.promise;
    this.#child = fork(ENTRY, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // In its own session, so that Ctrl-C in a terminal reaches only the service, which then drains.
      detached: true,
      env: environment(),
      execArgv: ['--max-old-space-size=64', '--max-semi-space-size=1'],
    });
    const timer = setTimeout(() => this.kill('start'), START_MS);
    this.#started.promise.finally(() => clearTimeout(timer)).catch(() => {});
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.#child.on('message', (report) => this.#receive(report as Report));
    this.#child.on('exit', (code, signal) => {
      const end = (): void => this.#end(signal ?? `exit code ${code}`);
      if (this.#child.stderr?.closed === false) this.#child.stderr.once('close', end);
      else end();
    });
    this.#child.on('error', (error) => this.#child.pid === undefined && this.#end(error.message));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** False once the process has been killed, retired or has ended. */
  get isUsable(): boolean {
    return this.#reason === undefined && !this.#isOver;
  }

  /** Converts one picture; kills the process at the deadline or when `signal` aborts. Rejects with `ConversionError`. */
  async run(order: Order, signal?: AbortSignal): Promise<ConversionResult> {
    const current = Promise.withResolvers<ConversionResult>();
    this.#current = current;
    const { deadlineSeconds } = order.limits;
    const timer = setTimeout(() => this.kill('deadline', timeout(deadlineSeconds)), deadlineSeconds * 1000);
    const abort = (): void => this.kill('aborted', conversionAborted(signal));
    signal?.addEventListener('abort', abort, { once: true });
    // If the process has ended the message is lost, and its exit rejects the promise.
    this.#child.send(order, () => {});
    try {
      return await current.promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#current = undefined;
    }
  }

  /** Ends the process at once; the conversion in progress fails with `error`. */
  kill(reason: ExitReason, error?: ConversionError): void {
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
    if (error) this.#current?.reject(error);
  }

  /** Makes an idle process end by itself, which takes milliseconds; kills it after 2 s. */
  retire(reason: 'idle' | 'closed'): void {
    this.#reason ??= reason;
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), RETIRE_MS);
    this.exited.then(() => clearTimeout(timer));
  }

  #receive(report: Report): void {
    switch (report.kind) {
      case 'ready':
        this.#started.resolve();
        break;
      case 'done':
        this.#current?.resolve(report.result);
        break;
      case 'failed':
        this.#current?.reject(
          new ConversionError(report.code, report.message, report.cause ? { cause: new Error(report.cause) } : {}),
        );
        break;
      case 'over_memory':
        this.kill('memory', outOfMemory(report.bytes));
    }
  }

  #end(how: string): void {
    this.#isOver = true;
    const detail = [how, this.#stderr.trim()].filter(Boolean).join(': ');
    const crash = new ConversionError('converter_crashed', 'The converter process ended unexpectedly; try again.', {
      cause: new Error(detail),
    });
    this.#started.reject(crash);
    this.#current?.reject(crash);
    this.#gone.resolve({ reason: this.#reason ?? 'crashed', detail });
  }
}

/** Only what a converter needs: the environment of the service may hold secrets. */
function environment(): NodeJS.ProcessEnv {
  const cache = process.env.NODE_COMPILE_CACHE;
  return {
    // Otherwise glibc keeps an arena for each thread, which doubles the memory.
    MALLOC_ARENA_MAX: '2',
    VIPS_WARNING: '0',
    // Large pictures stay in memory, which is limited, instead of in temporary files.
    VIPS_DISC_THRESHOLD: '100g',
    ...(cache ? { NODE_COMPILE_CACHE: cache } : {}),
  };
}

export function conversionAborted(signal: AbortSignal | undefined): ConversionError {
  return new ConversionError('conversion_aborted', 'The caller cancelled the conversion.', { cause: signal?.reason });
}

function timeout(seconds: number): ConversionError {
  return new ConversionError(
    'conversion_timeout',
    `The conversion took more than ${seconds} s; ask for less width and height, less effort, or another format.`,
  );
}

function outOfMemory(bytes: number): ConversionError {
  return new ConversionError(
    'converter_out_of_memory',
    `The conversion took ${Math.round(bytes / 2 ** 20)} MiB, more than the limit; send a smaller picture, or ask for another format.`,
  );
}
