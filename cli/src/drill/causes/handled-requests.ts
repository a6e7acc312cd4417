import { randomBytes } from 'node:crypto';
import { attributesOf, nanoseconds, sendOtlp } from '../../otlp.ts';

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
  const spans = requests.map(({ seconds, failed }) => ({
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'GET /drill',
    kind: SERVER,
    startTimeUnixNano: nanoseconds(end - seconds * 1000),
    endTimeUnixNano: nanoseconds(end),
    ...(failed && { status: { code: ERROR } }),
  }));
  const resource = { attributes: attributesOf({ 'service.name': service }) };
  await sendOtlp(otlp, 'traces', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}
