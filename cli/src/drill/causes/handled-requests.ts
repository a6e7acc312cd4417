import { randomBytes } from 'node:crypto';
import { sendJson } from '@triptych/client/http';
import { UserError } from '../../command.ts';

/** A request that a service has handled. */
export interface HandledRequest {
  readonly seconds: number;
  readonly failed: boolean;
}

/** SPAN_KIND_SERVER and STATUS_CODE_ERROR of OTLP. */
const SERVER = 2;
const ERROR = 2;

/** Sends the Collector the spans of requests that a service of this name has just handled. */
export async function sendHandledRequests(
  otlp: string,
  service: string,
  requests: readonly HandledRequest[],
): Promise<void> {
  const end = Date.now();
  const nanoseconds = (ms: number) => `${BigInt(Math.round(ms)) * 1_000_000n}`;
  const spans = requests.map(({ seconds, failed }) => ({
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'GET /drill',
    kind: SERVER,
    startTimeUnixNano: nanoseconds(end - seconds * 1000),
    endTimeUnixNano: nanoseconds(end),
    ...(failed && { status: { code: ERROR } }),
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const reply = await sendJson(`${otlp}/v1/traces`, 'POST', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  if (!reply.ok) throw new UserError(`the Collector refused spans: ${reply.status} ${await reply.text()}`);
  await reply.body?.cancel();
}
