import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints } from '@triptych/client/endpoints';
import { describeFailure, type Journey, prepareJourneys } from './journey.ts';
import type { LoadOptions } from './options.ts';
import { dealKinds } from './sequence.ts';
import { type Outcome, type Progress, percentile, type Summary, summariseFailures, summariseKinds } from './summary.ts';

const TICK_MS = 250;
/** A start this much after its time was held up, and not only by the timer. */
const LATE_SECONDS = 0.05;
const RECENT = 500;

/**
 * Asks user_svc for conversions at a rate, for a time, and counts how it goes. Requests are due at even distances
 * whatever became of those before (an open loop), and each latency counts from when its request was due: a system that
 * stalls is not asked less, nor does its stall look like one slow request.
 */
export async function runLoad(
  { userSvc }: Pick<Endpoints, 'userSvc'>,
  options: LoadOptions,
  onTick: (progress: Progress) => void = () => {},
): Promise<Summary> {
  return drive(await prepareJourneys(userSvc, options.signal), options, onTick);
}

/** The same with any journey: what `runLoad` does once the system has answered for the first time. */
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
  // Of the loop below, when it waits for room.
  let wake = () => {};
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const dueNow = () => Math.min(planned, Math.floor(elapsed() * rate) + 1);
  const ended = () => signal?.aborted ?? false;

  const one = async (number: number, dueAt: number) => {
    const kind = kinds.next().value;
    const requestId = `load-${run}-${number}`;
    const until = AbortSignal.any([cutOff.signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    let failure: string | undefined;
    try {
      await journey(kind, requestId, until);
    } catch (error) {
      if (cutOff.signal.aborted) {
        unfinished += 1;
        return;
      }
      failure = until.aborted ? `no end within ${timeoutSeconds} s` : describeFailure(error);
    }
    if (failure !== undefined) failed += 1;
    outcomes.push({ kind, requestId, seconds: elapsed() - dueAt, failure });
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
  // What is due after the end of the load is started all the same, as long as requests go on ending.
  const lastStart = seconds + timeoutSeconds;
  try {
    while (started < planned && !ended() && elapsed() < lastStart) {
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
      const running = one(started, dueAt).finally(() => {
        inFlight.delete(running);
        wake();
      });
      inFlight.add(running);
    }
    const due = ended() ? dueNow() : planned;
    const all = Promise.all(inFlight);
    await Promise.race([all, aborted(signal).then(() => delay(graceSeconds * 1000))]);
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
      seconds: elapsed(),
      due,
      started,
      succeeded,
      failed,
      late,
      unstarted: due - started,
      unfinished,
      perSecond: succeeded / elapsed(),
      stopped: ended(),
      kinds: summariseKinds(
        outcomes,
        mix.map(({ kind }) => kind),
      ),
      failures: summariseFailures(outcomes),
    };
  }
}

/** Resolves when the signal is aborted; never without one. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
