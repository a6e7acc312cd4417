import { ObjectTooLargeError, type PutOptions } from './store.ts';

export interface Meter {
  /** The bytes as they come; throws when they are too many or nobody wants them any more. */
  readonly body: AsyncGenerator<Uint8Array>;
  /** How many came through so far. */
  bytes: number;
}

/** What is put, held to the limits of the put. */
export function metered(key: string, body: AsyncIterable<Uint8Array>, options: PutOptions = {}): Meter {
  const { maxBytes = Number.POSITIVE_INFINITY, signal } = options;
  const meter: Meter = { body: pass(), bytes: 0 };
  async function* pass() {
    for await (const chunk of body) {
      signal?.throwIfAborted();
      meter.bytes += chunk.length;
      if (meter.bytes > maxBytes) throw new ObjectTooLargeError(key, maxBytes);
      yield chunk;
    }
  }
  return meter;
}
