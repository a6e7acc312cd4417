import { UsageError } from './names.ts';

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Runs the command line of a script until it ends, or until SIGINT or SIGTERM. A failure is printed behind the name of the
 * script; the exit code is 2 for wrong arguments and 1 for every other failure.
 */
export async function runScript(name: string, main: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  try {
    await main(stopped.signal);
  } catch (error) {
    const usage =
      error instanceof UsageError || String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`${name}: ${stopped.signal.aborted ? 'stopped' : (error as Error).message}\n`);
    process.exitCode = usage ? 2 : 1;
  }
}
