import pino from 'pino';

/** About 12 lines. Each write is a system call, which costs as much as making three lines. */
const BATCH_BYTES = 4096;
const DELAY_MILLIS = 100;

export interface Lines {
  write(line: string): unknown;
  /** Writes what waits. */
  flush?(): void;
}

/**
 * Writes lines to a file descriptor, several at once: when 4 kB wait, after 100 ms, on `flush`, and when the process ends.
 * Only a process that is killed (SIGKILL, out of memory) loses lines, those of its last 100 ms. Writing is synchronous, so
 * a reader that does not keep up slows the process down, and no line is lost.
 */
export function bufferedLines(fd: number): Required<Lines> {
  const file = pino.destination({ fd, minLength: BATCH_BYTES, sync: true });
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  // Nobody reads any more (EPIPE), or the disk is full: OTLP still has each line, and the service goes on.
  file.on('error', () => {
    isClosed = true;
  });
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isClosed) return;
    try {
      file.flushSync();
    } catch {
      isClosed = true;
    }
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (isClosed) return;
      file.write(line);
      timer ??= setTimeout(flush, DELAY_MILLIS).unref();
    },
    flush,
  };
}

let shared: Required<Lines> | undefined;

/** The stdout of this process: one buffer, so that lines of all loggers stay in order. */
export function stdoutLines(): Required<Lines> {
  shared ??= bufferedLines(1);
  return shared;
}
