import { drive } from '../../load/engine.ts';
import { prepareJourneys } from '../../load/journey.ts';
import type { Mix } from '../../load/options.ts';

/** What people do meanwhile. */
export interface Traffic extends AsyncDisposable {
  /** More of it, for a time or until it is ended. */
  add(rate: number, mix: Mix, seconds?: number): More;
}

export interface More {
  readonly ended: Promise<unknown>;
  readonly end: () => Promise<void>;
}

/** All the time; in every format, as alerts are by format. */
const USUAL: Mix = [
  { kind: 'status', weight: 6 },
  { kind: 'webp', weight: 3 },
  { kind: 'jpeg', weight: 3 },
  { kind: 'png', weight: 1 },
];
const USUAL_RATE = 3;

/** Longer than any drill. */
const SECONDS = 6 * 3600;
/** More than become due until the first give up, so that nothing is caught up with after an outage. */
const CONCURRENCY = 128;
const TIMEOUT_SECONDS = 20;
/** Visits end by themselves: of one that is cut off a connection stays, which a service waits for when it stops. */
const GRACE_SECONDS = 10;

/** Visits user_svc as people do, whatever becomes of it. Rejects when not even the first conversion succeeds. */
export async function startTraffic(userSvc: string, signal: AbortSignal): Promise<Traffic> {
  const journey = await prepareJourneys(userSvc, signal);
  const all = new AbortController();
  const running = new Set<Promise<unknown>>();

  function add(rate: number, mix: Mix, seconds = SECONDS): More {
    const one = new AbortController();
    const ended = drive(journey, {
      rate,
      mix,
      seconds,
      concurrency: Math.max(CONCURRENCY, rate * TIMEOUT_SECONDS * 1.5),
      timeoutSeconds: TIMEOUT_SECONDS,
      signal: AbortSignal.any([all.signal, one.signal]),
      graceSeconds: GRACE_SECONDS,
    });
    running.add(ended);
    return {
      ended,
      async end() {
        one.abort();
        await ended;
        running.delete(ended);
      },
    };
  }

  add(USUAL_RATE, USUAL);
  return {
    add,
    async [Symbol.asyncDispose]() {
      all.abort();
      await Promise.all(running);
    },
  };
}
