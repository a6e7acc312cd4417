import { METRICS } from '@triptych/catalogue';
import type { Metrics } from './metrics.ts';

/** Tells how busy the event loop was since metrics were last read, be it for a scrape or for an export. */
export function observeEventLoop(metrics: Metrics): void {
  let last = performance.eventLoopUtilization();
  metrics.gauge(METRICS.eventLoopUtilization, (gauge) => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    // Not a number when no time has passed.
    if (Number.isFinite(utilization)) gauge.set({}, utilization);
  });
}
