import { refusalOf, sendJson } from '@triptych/client/http';

/** Sends the Collector telemetry in the JSON of OTLP. Throws a UserError when it does not take it. */
export async function sendOtlp(collector: string, signal: 'traces' | 'metrics', body: object): Promise<void> {
  const url = `${collector}/v1/${signal}`;
  const reply = await sendJson(url, 'POST', body);
  if (!reply.ok) throw await refusalOf(reply, url);
  await reply.body?.cancel();
}

/** Attributes whose values are text. */
export const attributesOf = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** Milliseconds since 1970 as nanoseconds. */
export const nanoseconds = (ms: number): string => `${BigInt(Math.round(ms)) * 1_000_000n}`;
