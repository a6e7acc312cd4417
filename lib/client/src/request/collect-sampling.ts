import { METRICS } from '@triptych/catalogue';
import { query } from '../prometheus.ts';

/** The share of the traces that was kept at a time, 0 to 1; undefined where no service had said it. Prometheus may take `seconds`. */
export async function collectKeptRatio(prometheus: string, at: Date, seconds?: number): Promise<number | undefined> {
  // While a new share is rolled out, services have two. A trace may be in the greater one.
  const [sample] = await query(prometheus, `max(${METRICS.telemetryTracesKept.name})`, at, seconds);
  return sample?.value;
}
