import { setTimeout as delay } from 'node:timers/promises';
import { METRICS } from '@triptych/catalogue';
import { readMetric } from '@triptych/client/metrics';

const POLL_MS = 1000;

/** Resolves when the service at a URL has dropped spans, which it counts on /metrics. */
export async function untilSpansAreDropped(service: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const samples = await readMetric(service, METRICS.telemetryDropped.name);
    if (samples.some(({ labels, value }) => labels.signal === 'traces' && value > 0)) return;
    await delay(POLL_MS, undefined, { signal });
  }
}
