import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** As many first bytes as the recognition of formats reads. */
const HEAD_BYTES = 2048;
const CHUNK_BYTES = 64 * 1024;

/**
 * A picture on its way through the service, in a file on memory: the body of a request is written to it as it arrives, a
 * converter reads it there, and replaces it with the result. So no picture passes through the heap of the service.
 *
 * Reading and writing are synchronous: on memory they take microseconds, less than a switch of threads.
 *
 * On Linux the file loses its name at once, and the converter opens the descriptor of this process. So the system frees the
 * file however this process ends. Elsewhere the file has a name until `close`.
 */
export class Picture {
  /** Where a child process finds the file. */
  readonly path: string;
  readonly #file: number;
  readonly #name: string | undefined;
  readonly #room: (bytes: number) => void;
  readonly #onClose: () => void;
  #head = Buffer.alloc(0);
  #bytes = 0;
  #reserved: number;
  #isConverted = false;
  #isOpen = true;

  /** Takes room for `reserved` bytes. `room` is asked for each further byte, and throws when there is none. */
  constructor(folder: string, reserved: number, room: (bytes: number) => void, onClose: () => void) {
    const name = join(folder, `triptych-picture-${randomUUID()}`);
    this.#file = openSync(name, 'wx+', 0o600);
    const isLinux = process.platform === 'linux';
    if (isLinux) rmSync(name);
    this.#name = isLinux ? undefined : name;
    this.path = isLinux ? `/proc/${process.pid}/fd/${this.#file}` : name;
    this.#reserved = reserved;
    this.#room = room;
    this.#onClose = onClose;
  }

  /** The first bytes of the source, which tell the format. */
  get head(): Uint8Array {
    return this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The bytes that the picture has or will have, as far as they are known. */
  get reserved(): number {
    return this.#reserved;
  }

  append(chunk: Uint8Array): void {
    const bytes = this.#bytes + chunk.length;
    if (bytes > this.#reserved) {
      this.#room(bytes - this.#reserved);
      this.#reserved = bytes;
    }
    if (this.#head.length < HEAD_BYTES)
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
    for (let at = 0; at < chunk.length; ) at += writeSync(this.#file, chunk, at, chunk.length - at, this.#bytes + at);
    this.#bytes = bytes;
  }

  /** True once a converter has replaced the source with its result. */
  get isConverted(): boolean {
    return this.#isConverted;
  }

  /** A converter has replaced the source with a result of this size. */
  replaced(bytes: number): void {
    this.#isConverted = true;
    this.#bytes = bytes;
    this.#reserved = bytes;
  }

  /** The content as a stream, which closes the picture at its end. */
  read(): Readable {
    let at = 0;
    const stream = new Readable({
      highWaterMark: CHUNK_BYTES,
      read: () => {
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, this.#bytes - at));
        const length = chunk.length && readSync(this.#file, chunk, 0, chunk.length, at);
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
    closeSync(this.#file);
    if (this.#name !== undefined) rmSync(this.#name, { force: true });
    this.#onClose();
  }
}
