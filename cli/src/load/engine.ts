import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints } from '@triptych/client/endpoints';
import { describeFailure, type Journey, prepareJourneys } from './journey.ts';
import type { LoadOptions } from './options.ts';
import { dealKinds } from './sequence.ts';
import { type Outcome, type Progress, percentile, type Summary, summariseFailures, summariseKinds } from './summary.ts';

const TICK_MS = 250;
/** A visit that starts this much after it was due had to wait, and not only for the timer. */
const LATE_SECONDS = 0.05;
const RECENT = 500;

/**
 * Visits user_svc at a rate for some time, and counts how it goes. Visits are due at even intervals, whether earlier ones
 * have ended or not (an open loop), and a latency counts from the moment its visit was due: a system that stalls gets as
 * many visits, and its stall shows in the latency of all of them.
 */
export async function runLoad(
  { userSvc }: Pick<Endpoints, 'userSvc'>,
  options: LoadOptions,
  onTick: (progress: Progress) => void = () => {},
): Promise<Summary> {
  return drive(await prepareJourneys(userSvc, options.signal), options, onTick);
}

/** Runs a load of any journey, as `runLoad` does after the first conversion has succeeded. */
export async function drive(
  journey: Journey,
  options: LoadOptions,
  onTick: (progress: Progress) => void = () => {},
): Promise<Summary> {
  const { rate, seconds, concurrency, mix, timeoutSeconds = 60, signal, graceSeconds = 5 } = options;
  const planned = Math.max(1, Math.round(rate * seconds));
  const run = randomBytes(4).toString('hex');
  const kinds = dealKinds(mix);
  const cutOff = new AbortController();
  const outcomes: Outcome[] = [];
  const inFlight = new Set<Promise<void>>();
  let [started, failed, late, unfinished] = [0, 0, 0, 0];
  // Wakes the loop below when it waits for room.
  let wake = () => {};
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const dueNow = () => Math.min(planned, Math.floor(elapsed() * rate) + 1);
  const isStopped = () => signal?.aborted ?? false;

  const visit = async (number: number, dueAt: number) => {
    const kind = kinds.next().value;
    const requestId = `load-${run}-${number}`;
    const limit = AbortSignal.any([cutOff.signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    let failure: string | undefined;
    try {
      await journey(kind, requestId, limit);
    } catch (error) {
      if (cutOff.signal.aborted) {
        unfinished += 1;
        return;
      }
      failure = limit.aborted ? `no end within ${timeoutSeconds} s` : describeFailure(error);
    }
    if (failure !== undefined) failed += 1;
    outcomes.push({ kind, requestId, dueAt, seconds: elapsed() - dueAt, failure });
  };

  const progress = (): Progress => {
    const recent = outcomes.slice(-RECENT).filter(({ failure }) => failure === undefined);
    const sorted = recent.map((outcome) => outcome.seconds).sort((a, b) => a - b);
    return {
      elapsedSeconds: elapsed(),
      due: dueNow(),
      started,
      inFlight: inFlight.size,
      succeeded: outcomes.length - failed,
      failed,
      late,
      p50: percentile(sorted, 0.5),
      p95: percentile(sorted, 0.95),
    };
  };

  signal?.addEventListener('abort', () => wake(), { once: true });
  const ticker = setInterval(() => onTick(progress()), TICK_MS);
  // A visit that was due in time may start after the end of the load, until the timeout has passed.
  const lastStart = seconds + timeoutSeconds;
  try {
    while (started < planned && !isStopped() && elapsed() < lastStart) {
      const dueAt = started / rate;
      const wait = (dueAt - elapsed()) * 1000;
      if (wait > 0) {
        await delay(wait, undefined, signal ? { signal } : {}).catch(() => {});
        continue;
      }
      if (inFlight.size >= concurrency) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (-wait > LATE_SECONDS * 1000) late += 1;
      started += 1;
      const running = visit(started, dueAt).finally(() => {
        inFlight.delete(running);
        wake();
      });
      inFlight.add(running);
    }
    const due = isStopped() ? dueNow() : planned;
    const all = Promise.all(inFlight);
    await Promise.race([all, untilAborted(signal).then(() => delay(graceSeconds * 1000))]);
    cutOff.abort();
    await all;
    onTick(progress());
    return summarise(due);
  } finally {
    clearInterval(ticker);
  }

  function summarise(due: number): Summary {
    const succeeded = outcomes.length - failed;
    return {
      startedAt: new Date(performance.timeOrigin + startedAt).toISOString(),
      seconds: elapsed(),
      due,
      started,
      succeeded,
      failed,
      late,
      unstarted: due - started,
      unfinished,
      perSecond: succeeded / elapsed(),
      stopped: isStopped(),
      kinds: summariseKinds(
        outcomes,
        mix.map(({ kind }) => kind),
      ),
      failures: summariseFailures(outcomes),
    };
  }
}

/** Resolves when the signal is aborted; never without one. */
function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
