import { query } from '@triptych/client/prometheus';
import { until } from '../../stack/support/until.ts';

/** Services and Collectors report every 10 seconds or more often: what has not been heard of for longer has ended. */
const SILENCE_SECONDS = 30;

/** Waits until every service has reported that nothing of what it has made so far waits in it. */
export async function servicesHaveSentAll(prometheus: string): Promise<void> {
  const now = Date.now() / 1000;
  const waits = 'telemetry_queue_size > 0';
  const isOlder = `timestamp(telemetry_queue_size) < ${now} and timestamp(telemetry_queue_size) > ${now - SILENCE_SECONDS}`;
  await until(
    'services that have sent everything',
    () => query(prometheus, `${waits} or (${isOlder})`),
    (samples) => samples.length === 0,
  );
}

/** The pods of the Collectors in whose queue data for a backend waits, in alphabetical order, as they have reported last. */
export async function collectorsThatKeep(prometheus: string, backend: string): Promise<string[]> {
  const queues = `otelcol_exporter_queue_size{service_name="otelcol",exporter="otlp_http/${backend}"}`;
  const waiting = await query(prometheus, `${queues} > 0`);
  return waiting.map(({ labels }) => labels.instance ?? '').sort();
}
