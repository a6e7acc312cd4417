import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../command.ts';
import { endMetrics, publish, runMetrics } from './publish.ts';
import type { Verdict } from './verify.ts';

/** One run of `verify`, from its start to its end. */
export interface VerifyRun {
  readonly verdicts: readonly Verdict[];
  readonly seconds: number;
  readonly endedAt: Date;
}

interface Schedule {
  /** Seconds from the start of one run to the start of the next, which waits for the end of a longer run. */
  readonly everySeconds: number;
  /** Makes one run, and yields its verdicts. */
  verify(signal: AbortSignal): AsyncIterable<Verdict>;
  /** Takes each run that was not ended early. */
  done(run: VerifyRun): Promise<void>;
}

/** Makes runs until the signal aborts. */
export async function runEvery({ everySeconds, verify, done }: Schedule, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const startedAt = performance.now();
    const verdicts: Verdict[] = [];
    for await (const verdict of verify(signal)) verdicts.push(verdict);
    const millis = performance.now() - startedAt;
    if (signal.aborted) return;
    await done({ verdicts, seconds: millis / 1000, endedAt: new Date() });
    const rest = everySeconds * 1000 - (performance.now() - startedAt);
    await delay(Math.max(0, rest), undefined, { signal }).catch(() => {});
  }
}

export interface PublishedSchedule extends Omit<Schedule, 'done'> {
  /** The URL of the Collector, and the environment of its metrics. */
  readonly collector: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes each run before it is published. */
  show(run: VerifyRun): void;
  /** Takes the reason why metrics are lost. A Collector that is away ends nothing: the next run is sent again. */
  lost(reason: string): void;
}

/** Makes runs until the signal aborts, sends the metrics of each to the Collector, and at the end that there will be no more. */
export async function publishEvery(options: PublishedSchedule, signal: AbortSignal): Promise<void> {
  const { collector, env, show, lost } = options;
  const send = (metrics: Parameters<typeof publish>[1]) =>
    publish(collector, metrics, env).catch((error) => {
      if (!(error instanceof UserError)) throw error;
      lost(error.message);
    });
  const done = async (run: VerifyRun) => {
    show(run);
    await send(runMetrics(run));
  };
  await runEvery({ ...options, done }, signal);
  await send(endMetrics(new Date()));
}
