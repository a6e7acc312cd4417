import { setTimeout as delay } from 'node:timers/promises';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { EncodedBatch, type Item } from '../../services/lib/telemetry/src/otlp/encoding/batch.ts';
import { writeLogRecord } from '../../services/lib/telemetry/src/otlp/encoding/log-record.ts';
import { writeSpan } from '../../services/lib/telemetry/src/otlp/encoding/span.ts';
import { conversion, SPANS_PER_CONVERSION } from './conversion.ts';

/** As services do: twice a second, at most 1024 items at once. */
const PERIOD_MILLIS = 500;
const BATCH_SIZE = 1024;

export interface Load {
  /** Spans a second. */
  readonly perSecond: number;
  /** Whether there is a log line for each span. */
  readonly lines: boolean;
}

/** Sends a load to the OTLP receiver at a URL for some seconds; returns how many spans it took. */
export async function sendEvenly(url: string, load: Load, seconds: number): Promise<number> {
  const { perSecond } = load;
  const conversions = Math.max(1, Math.round((perSecond * PERIOD_MILLIS) / 1000 / SPANS_PER_CONVERSION));
  const started = performance.now();
  let sent = 0;
  for (let period = 0; period < (seconds * 1000) / PERIOD_MILLIS; period += 1) {
    const made = Array.from({ length: conversions }, conversion);
    for (const service of CONVERSION_SERVICE_NAMES) {
      const spans = made.flatMap((each) => each[service].spans);
      const lines = load.lines ? made.flatMap((each) => each[service].lines) : [];
      for (let from = 0; from < spans.length; from += BATCH_SIZE) {
        const until = from + BATCH_SIZE;
        await Promise.all([
          post(`${url}/v1/traces`, writeSpan, spans.slice(from, until)),
          ...(load.lines ? [post(`${url}/v1/logs`, writeLogRecord, lines.slice(from, until))] : []),
        ]);
      }
    }
    sent += conversions * SPANS_PER_CONVERSION;
    await delay(Math.max(0, started + (period + 1) * PERIOD_MILLIS - performance.now()));
  }
  return sent;
}

async function post<T extends Item>(
  url: string,
  write: ConstructorParameters<typeof EncodedBatch<T>>[0],
  items: readonly T[],
): Promise<void> {
  const batch = new EncodedBatch(write);
  for (const item of items) batch.add(item);
  const headers = { 'content-type': 'application/x-protobuf' };
  const reply = await fetch(url, { method: 'POST', headers, body: new Uint8Array(batch.toRequest()) });
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}: ${await reply.text()}`);
  await reply.body?.cancel();
}
