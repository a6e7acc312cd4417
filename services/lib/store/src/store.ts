import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

export interface ObjectInfo extends StoredObject {
  readonly modifiedAt: Date;
}

export interface PutOptions {
  /** Largest size in bytes; a larger body fails with `ObjectTooLargeError` and leaves nothing behind. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** Bytes of an object, counted from 0; both ends belong to the range, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  /** May lie behind the end of the object. */
  readonly end: number;
}

/**
 * Objects by key, as streams. Every method may reject with `StoreUnavailableError`, and a put with `StoreFullError`; an error
 * of the body of a put is thrown unchanged. A key consists of names of letters, digits, `.`, `_` and `-`, separated by `/`. A put is
 * atomic: readers see the old object or the new one, never a part.
 */
export interface ObjectStore {
  put(key: string, body: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredObject>;
  /**
   * Reads an object, or a range of it; `bytes` is the size of the whole object. Rejects with `ObjectNotFoundError` when
   * the object is missing, and with `RangeError` when the range starts behind its end.
   */
  get(key: string, range?: ByteRange): Promise<ObjectInfo & { readonly body: Readable }>;
  /** Resolves to undefined when the object is missing. */
  stat(key: string): Promise<ObjectInfo | undefined>;
  /** Resolves, too, when the object is missing. */
  delete(key: string): Promise<void>;
  /** Deletes the objects under `prefix` that were last written before `time`; resolves to their number. */
  deleteOlderThan(prefix: string, time: Date): Promise<number>;
  /** Rejects with the reason when the store cannot be used. Creates its folder or bucket when missing. */
  check(): Promise<void>;
}

export class ObjectNotFoundError extends Error {
  override readonly name = 'ObjectNotFoundError';
  constructor(key: string, options?: ErrorOptions) {
    super(`there is no object ${key}`, options);
  }
}

export class ObjectTooLargeError extends Error {
  override readonly name = 'ObjectTooLargeError';
  constructor(key: string, maxBytes: number) {
    super(`object ${key} has more than ${maxBytes} bytes`);
  }
}

/** The store cannot be reached or used; the message says why, for operators, and what to do. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** The store has no room left for an object. */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError';
}

export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
  constructor(key: string) {
    super(`${JSON.stringify(key)} is not a key: use names of letters, digits, '.', '_' and '-', separated by '/'`);
  }
}

/** No name is longer than 255 bytes, the limit of file systems. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,254})*$/;
const MAX_KEY_LENGTH = 512;

/** Throws `InvalidKeyError` for invalid keys. No name may start with a dot, which excludes `..`. */
export function assertKey(key: string): void {
  if (key.length > MAX_KEY_LENGTH || !KEY.test(key)) throw new InvalidKeyError(key);
}
