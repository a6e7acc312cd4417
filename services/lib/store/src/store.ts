import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

export interface ObjectInfo extends StoredObject {
  readonly modifiedAt: Date;
}

export interface PutOptions {
  /** Most bytes to take; one more and the put fails with `ObjectTooLargeError`, leaving nothing behind. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Objects by key, as streams. A key is `/`-separated names of letters, digits, `.`, `_` and `-`. A put is atomic:
 * readers see the old object or the new one, never a part.
 */
export interface ObjectStore {
  put(key: string, body: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredObject>;
  /** Rejects with `ObjectNotFoundError` where there is no such object. */
  get(key: string): Promise<ObjectInfo & { readonly body: Readable }>;
  /** Undefined where there is no such object. */
  stat(key: string): Promise<ObjectInfo | undefined>;
  /** No error where there is no such object. */
  delete(key: string): Promise<void>;
  /** Deletes the objects under `prefix` that were last written before `time`; returns how many. */
  deleteOlderThan(prefix: string, time: Date): Promise<number>;
  /** Rejects, saying why, when the store cannot be used; makes its folder or bucket when that is missing. */
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

export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
  constructor(key: string) {
    super(`${JSON.stringify(key)} is not a key: use names of letters, digits, '.', '_' and '-', separated by '/'`);
  }
}

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const MAX_KEY_LENGTH = 512;

/** Throws for keys that a store may not take; no name may start with a dot, so `..` cannot occur. */
export function assertKey(key: string): void {
  if (key.length > MAX_KEY_LENGTH || !KEY.test(key)) throw new InvalidKeyError(key);
}
