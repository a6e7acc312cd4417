import { randomBytes } from 'node:crypto';

const SERVICES = ['user_svc', 'job_svc', 'image_svc'];
const BATCH = 2000;

/** Sends a trace of many spans, and lines of it, to the Collector at a port; returns its id. Spans are ten levels deep. */
export async function sendLargeRequest(port: number, spans: number, lines: number): Promise<string> {
  const traceId = randomBytes(16).toString('hex');
  const ids = Array.from({ length: spans }, () => randomBytes(8).toString('hex'));
  const start = BigInt(Date.now() - 10_000) * 1_000_000n;
  const at = (micros: number) => `${start + BigInt(Math.round(micros)) * 1000n}`;
  const all = ids.map((spanId, i) => ({
    traceId,
    spanId,
    ...(i > 0 && { parentSpanId: ids[Math.floor((i - 1) / 3)] }),
    name: `step ${i}`,
    kind: i === 0 ? 2 : 1,
    startTimeUnixNano: at(i * 300),
    endTimeUnixNano: at(i * 300 + 6_000_000 / (1 + (i % 50))),
  }));
  const records = Array.from({ length: lines }, (_, i) => ({
    timeUnixNano: at(i * 600),
    severityText: 'info',
    traceId,
    spanId: ids[i % spans],
    body: { stringValue: JSON.stringify({ severity: 'info', message: `line of a large request ${i}`, metadata: {} }) },
  }));
  await sendBatches(port, 'traces', all, (batch) => ({ scopeSpans: [{ spans: batch }] }));
  await sendBatches(port, 'logs', records, (batch) => ({ scopeLogs: [{ logRecords: batch }] }));
  return traceId;
}

async function sendBatches<T>(
  port: number,
  signal: 'traces' | 'logs',
  items: readonly T[],
  contentOf: (batch: readonly T[]) => object,
): Promise<void> {
  for (let i = 0; i < items.length; i += BATCH) {
    const service = SERVICES[(i / BATCH) % SERVICES.length];
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
    await sendOtlp(port, signal, { resource, ...contentOf(items.slice(i, i + BATCH)) });
  }
}

/** Sends what one resource made, as OTLP in JSON, to the Collector at a port. */
export async function sendOtlp(port: number, signal: 'traces' | 'logs', content: object): Promise<void> {
  const body = signal === 'traces' ? { resourceSpans: [content] } : { resourceLogs: [content] };
  const reply = await fetch(`http://127.0.0.1:${port}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`the Collector answered ${reply.status}: ${await reply.text()}`);
  await reply.body?.cancel();
}
