import { setTimeout as delay } from 'node:timers/promises';
import { request } from '@triptych/client/http';

const POLL_MS = 1000;

/** Resolves when a service has given up on spans, which it tells on /metrics. */
export async function untilDropping(service: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const metrics = await (await request(`${service}/metrics`)).text();
    const dropped = /^telemetry_dropped_total\{[^}]*signal="traces"[^}]*\} (\d+)/m.exec(metrics)?.[1];
    if (Number(dropped) > 0) return;
    await delay(POLL_MS, undefined, { signal });
  }
}
