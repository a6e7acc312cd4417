import { setTimeout as delay } from 'node:timers/promises';
import { METRICS } from '@triptych/catalogue';
import type { Telemetry } from '@triptych/telemetry';
import type { Connection } from './connection.ts';
import type { Queue, QueueDepth } from './queue.ts';

/** PostgreSQL counts as unavailable when it takes longer to answer, as in readiness. */
const ANSWER_SECONDS = 2;

interface Reading {
  readonly depth: QueueDepth;
  readonly deadLetters: number;
}

/**
 * Adds gauges for the connection to PostgreSQL and the content of the queue, read whenever metrics are. Without an answer
 * the content keeps its last values, and all other metrics are exported as usual.
 */
export function observeQueue({ metrics }: Telemetry, connection: Connection): void {
  const read = reader(connection);
  metrics.gauge(METRICS.queueConnected, async (gauge) => gauge.set({}, (await read()) ? 1 : 0));
  metrics.gauge(METRICS.jobsQueued, async (gauge) => {
    const depth = (await read())?.depth;
    if (!depth) return;
    gauge.set({ state: 'queued' }, depth.created);
    gauge.set({ state: 'retrying' }, depth.retry);
    gauge.set({ state: 'active' }, depth.active);
  });
  metrics.gauge(METRICS.jobsOldest, async (gauge) => {
    const depth = (await read())?.depth;
    if (depth) gauge.set({}, depth.oldestSeconds);
  });
  metrics.gauge(METRICS.deadLetters, async (gauge) => {
    const found = await read();
    if (found) gauge.set({}, found.deadLetters);
  });
}

/**
 * Shares overlapping readings of one connection, so that the metrics of one collection agree. A PostgreSQL that hangs
 * gets no further query, which would use up the connections of the jobs.
 */
function reader(connection: Connection): () => Promise<Reading | undefined> {
  let running: { readonly queue: Queue; readonly reading: Promise<Reading | undefined> } | undefined;

  return async () => {
    const queue = current(connection);
    if (!queue) return undefined;
    if (running?.queue !== queue) {
      const started = { queue, reading: readingOf(queue) };
      running = started;
      void started.reading.then(() => {
        if (running === started) running = undefined;
      });
    }
    return Promise.race([running.reading, delay(ANSWER_SECONDS * 1000, undefined, { ref: false })]);
  };
}

/** The queue; undefined while PostgreSQL is away, which readiness and the log explain. */
function current(connection: Connection): Queue | undefined {
  try {
    return connection.current().queue;
  } catch {
    return undefined;
  }
}

async function readingOf(queue: Queue): Promise<Reading | undefined> {
  try {
    const [depth, deadLetters] = await Promise.all([queue.depth(), queue.deadLetters.count()]);
    return { depth, deadLetters };
  } catch {
    return undefined;
  }
}
