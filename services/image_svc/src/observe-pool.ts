import { METRICS } from '@triptych/catalogue';
import type { Telemetry } from '@triptych/telemetry';
import type { Pool, PoolEvent } from './pool/pool.ts';

/** Creates a pool whose state and ended processes are metrics. */
export function observePool({ metrics }: Telemetry, create: (onEvent: (event: PoolEvent) => void) => Pool): Pool {
  const ended = metrics.counter(METRICS.convertersEnded);
  const pool = create((event) => {
    if (event.type === 'exited') ended.add({ reason: event.reason });
  });

  metrics.gauge(METRICS.poolConverters, (gauge) => {
    const { busy, processes } = pool.stats();
    gauge.set({ state: 'busy' }, busy);
    gauge.set({ state: 'idle' }, processes - busy);
  });
  metrics.gauge(METRICS.poolSize, (gauge) => gauge.set({}, pool.stats().size));
  metrics.gauge(METRICS.poolQueued, (gauge) => gauge.set({}, pool.stats().queued));
  return pool;
}
