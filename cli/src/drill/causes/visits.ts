import { drive } from '../../load/engine.ts';
import { prepareJourneys } from '../../load/journey.ts';
import type { Mix } from '../../load/options.ts';

/** Visits of user_svc, as users make them. */
export interface Visitors extends AsyncDisposable {
  /** Adds visits at a rate per second, for some seconds or until they are ended. */
  add(rate: number, mix: Mix, seconds?: number): AddedVisits;
}

export interface AddedVisits {
  /** Ends these visits, and resolves when the last of them is over. */
  readonly end: () => Promise<void>;
}

/** Every output format is in it, because some alerts are by format. */
const USUAL_MIX: Mix = [
  { kind: 'status', weight: 6 },
  { kind: 'webp', weight: 3 },
  { kind: 'jpeg', weight: 3 },
  { kind: 'png', weight: 1 },
];
const USUAL_RATE = 3;

/** Longer than any session of drills. */
const SESSION_SECONDS = 6 * 3600;
/** More visits than become due before the first of them times out, so that none is made up for after an outage. */
const CONCURRENCY = 128;
const TIMEOUT_SECONDS = 20;
/** Visits end by themselves: a visit that is cut off leaves a connection, and a service that stops waits for it. */
const GRACE_SECONDS = 10;

/** Visits user_svc until it is disposed of, whatever fails. Rejects when not even the first conversion succeeds. */
export async function startVisitors(userSvc: string, signal: AbortSignal): Promise<Visitors> {
  const journey = await prepareJourneys(userSvc, signal);
  const stop = new AbortController();
  const running = new Set<Promise<unknown>>();

  function add(rate: number, mix: Mix, seconds = SESSION_SECONDS): AddedVisits {
    const stopThese = new AbortController();
    const visits = drive(journey, {
      rate,
      mix,
      seconds,
      concurrency: Math.max(CONCURRENCY, rate * TIMEOUT_SECONDS * 1.5),
      timeoutSeconds: TIMEOUT_SECONDS,
      signal: AbortSignal.any([stop.signal, stopThese.signal]),
      graceSeconds: GRACE_SECONDS,
    });
    running.add(visits);
    return {
      async end() {
        stopThese.abort();
        await visits;
        running.delete(visits);
      },
    };
  }

  add(USUAL_RATE, USUAL_MIX);
  return {
    add,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(running);
    },
  };
}
