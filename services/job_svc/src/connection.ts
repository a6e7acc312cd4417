import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@triptych/telemetry';
import { type JobChanges, watchJobs } from './changes.ts';
import { type Queue, type QueueOptions, startQueue, type Work } from './queue.ts';
import { queueUnavailable } from './queue-errors.ts';

interface Connected {
  readonly queue: Queue;
  readonly changes: JobChanges;
}

export interface Connection {
  /** The current queue and change feed; throws a 503 problem while PostgreSQL cannot be reached. */
  current(): Connected;
  /** Makes everyone who waits for a change read the job again. */
  wake(): void;
  stop(): Promise<void>;
}

const RETRY_SECONDS = { first: 0.2, most: 5 };

/**
 * Keeps queue and change feed connected to PostgreSQL. It retries until it succeeds, and reconnects when the feed is
 * lost. Meanwhile the service answers with 503.
 */
export function keepConnected(options: QueueOptions, work: Work): Connection {
  const { logger, databaseUrl } = options;
  const stopping = new AbortController();
  const events = new EventEmitter().setMaxListeners(0);
  let connected: Connected | undefined;
  let lastError: unknown;
  let lost = Promise.withResolvers<Error>();

  const wake = () => {
    // `once` also listens for "error", which must not be emitted.
    for (const id of events.eventNames()) if (id !== 'error') events.emit(id);
  };

  const running = (async () => {
    let seconds = RETRY_SECONDS.first;
    while (!stopping.signal.aborted) {
      try {
        connected = await connect(databaseUrl, options, work, events, lost.resolve);
        // Changes during the interruption were not received.
        wake();
        seconds = RETRY_SECONDS.first;
        logger.info({}, 'queue available');
        const error = await Promise.race([lost.promise, untilAborted(stopping.signal)]);
        lastError = error;
        if (error) logger.error({ reason: error.message }, 'queue unavailable');
      } catch (error) {
        lastError = error;
        logUnavailable(logger, error as Error);
        await delay(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => {});
        seconds = Math.min(seconds * 2, RETRY_SECONDS.most);
      }
      const last = connected;
      connected = undefined;
      lost = Promise.withResolvers();
      await last?.changes.stop().catch(() => {});
      await last?.queue.stop().catch(() => {});
    }
  })();

  return {
    current() {
      if (connected) return connected;
      throw queueUnavailable(lastError);
    },
    wake,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function connect(
  databaseUrl: string,
  options: QueueOptions,
  work: Work,
  events: EventEmitter,
  onLost: (error: Error) => void,
) {
  const queue = await startQueue(options, work);
  try {
    return { queue, changes: await watchJobs(databaseUrl, events, onLost) };
  } catch (error) {
    await queue.stop();
    throw error;
  }
}

function logUnavailable(logger: Log, error: Error & { code?: string }): void {
  logger.warn({ reason: error.message || error.code || error.name }, 'queue unavailable');
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
