import { METRICS } from '@triptych/catalogue';
import type { Metrics } from './metrics.ts';

/** Adds a gauge for the utilisation of the event loop since the metrics were last read, by a scrape or an export. */
export function observeEventLoop(metrics: Metrics): void {
  let last = performance.eventLoopUtilization();
  metrics.gauge(METRICS.eventLoopUtilization, (gauge) => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    // NaN when no time has passed since the last reading.
    if (Number.isFinite(utilization)) gauge.set({}, utilization);
  });
}
