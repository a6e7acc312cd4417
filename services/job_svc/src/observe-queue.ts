import { METRICS, type Telemetry } from '@triptych/telemetry';
import type { Connection } from './connection.ts';

/** Depth and age of the queue, read from PostgreSQL whenever metrics are; without it they keep their last values. */
export function observeQueue({ metrics }: Telemetry, connection: Connection): void {
  const oldest = metrics.gauge(METRICS.jobsOldest);
  metrics.gauge(METRICS.jobsQueued, async (gauge) => {
    try {
      const depth = await connection.current().queue.depth();
      gauge.set({ state: 'queued' }, depth.created);
      gauge.set({ state: 'retrying' }, depth.retry);
      gauge.set({ state: 'active' }, depth.active);
      oldest.set({}, depth.oldestSeconds);
    } catch {
      // Readiness and the log tell that PostgreSQL is away; the other metrics must still go out.
    }
  });
  metrics.gauge(METRICS.deadLetters, async (gauge) => {
    try {
      gauge.set({}, await connection.current().queue.deadLetters.count());
    } catch {
      // As above.
    }
  });
}
