import { KEEP_TRACE, TEST_TRACE } from '@triptych/catalogue';

/** A new trace that its caller asks the Collector to keep, whatever share of the traces is kept: docs/sampling.md. */
export interface KeptTrace {
  readonly traceId: string;
  /** The span of the caller, which is never sent: the parent of the first span. */
  readonly spanId: string;
  /** What to send with the request that starts it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the ids and headers of a trace that will be kept, unless user_svc was asked for too many in this minute. */
export const newKeptTrace = (): KeptTrace => newTrace(KEEP_TRACE);

/** The same for requests that test the system: they do not count as requests of users. */
export const newTestTrace = (): KeptTrace => newTrace(TEST_TRACE);

function newTrace({ key, value }: typeof KEEP_TRACE | typeof TEST_TRACE): KeptTrace {
  const [traceId, spanId] = [randomHex(16), randomHex(8)];
  const headers = { traceparent: `00-${traceId}-${spanId}-01`, tracestate: `${key}=${value}` };
  return { traceId, spanId, headers };
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
