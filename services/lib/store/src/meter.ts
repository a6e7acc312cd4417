import { ObjectTooLargeError, type PutOptions } from './store.ts';

export interface Meter {
  /** The bytes as they arrive; throws when they exceed `maxBytes` or the signal aborts. */
  readonly body: AsyncGenerator<Uint8Array>;
  /** Bytes that have passed so far. */
  bytes: number;
}

/** Wraps the body of a put, counts its bytes and enforces the limits of the put. */
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
