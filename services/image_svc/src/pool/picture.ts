import { readSync, writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { ScratchFile } from './scratch-files.ts';

/** As many first bytes as the recognition of formats reads. */
const HEAD_BYTES = 2048;
const CHUNK_BYTES = 64 * 1024;

/** What a picture needs from the room that it takes. */
export interface Lease {
  /** Asks for further bytes; throws when there is no room for them. */
  grow(bytes: number): void;
  /** Ends the lease of a picture; `bytes` is the largest size that its file had. */
  end(picture: Picture, file: ScratchFile, bytes: number): void;
}

/**
 * A picture on its way through the service, in a file on memory: the body of a request is written to it as it arrives, a
 * converter reads it there, and replaces it with the result. So no picture passes through the heap of the service.
 * Reading and writing are synchronous: on memory they take microseconds, less than a switch of threads.
 */
export class Picture {
  readonly #file: ScratchFile;
  readonly #lease: Lease;
  #head = Buffer.alloc(0);
  #bytes = 0;
  #reserved: number;
  #largest = 0;
  #isConverted = false;
  #isOpen = true;

  /** An empty picture that has room for `reserved` bytes. */
  constructor(file: ScratchFile, reserved: number, lease: Lease) {
    this.#file = file;
    this.#reserved = reserved;
    this.#lease = lease;
  }

  /** Where a child process finds the bytes: the first `bytes` of this file. */
  get path(): string {
    return this.#file.path;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The first bytes of the source, which tell the format. */
  get head(): Uint8Array {
    return this.#head;
  }

  /** The bytes that the picture has or will have, as far as they are known. */
  get reserved(): number {
    return this.#reserved;
  }

  /** True once a converter has replaced the source with its result. */
  get isConverted(): boolean {
    return this.#isConverted;
  }

  append(chunk: Uint8Array): void {
    const bytes = this.#bytes + chunk.length;
    if (bytes > this.#reserved) {
      this.#lease.grow(bytes - this.#reserved);
      this.#reserved = bytes;
    }
    if (this.#head.length < HEAD_BYTES)
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
    const { descriptor } = this.#file;
    for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at, chunk.length - at, this.#bytes + at);
    this.#bytes = bytes;
    this.#largest = bytes;
  }

  /** A converter has replaced the source with a result of this size. */
  replaced(bytes: number): void {
    this.#isConverted = true;
    this.#bytes = bytes;
    this.#reserved = bytes;
    this.#largest = Math.max(this.#largest, bytes);
  }

  /** The content as a stream, which closes the picture at its end. */
  read(): Readable {
    let at = 0;
    const stream = new Readable({
      highWaterMark: CHUNK_BYTES,
      read: () => {
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, this.#bytes - at));
        const length = chunk.length && readSync(this.#file.descriptor, chunk, 0, chunk.length, at);
        at += length;
        stream.push(length ? chunk.subarray(0, length) : null);
      },
      destroy: (error, done) => {
        this.close();
        done(error);
      },
    });
    return stream;
  }

  /** Frees the file; a second call does nothing. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#lease.end(this, this.#file, this.#largest);
  }
}
