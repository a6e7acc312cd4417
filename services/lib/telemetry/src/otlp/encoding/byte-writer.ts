import type { HrTime } from '@opentelemetry/api';

const FIRST_BYTES = 16_384;
/** Below this length a loop over ASCII is faster than a call of native code. */
const SHORT = 24;
const NANOS = 1_000_000_000;

/** Wire types of https://protobuf.dev/programming-guides/encoding. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * Writes fields of protobuf messages one after another into one buffer, which grows. Unlike the writers of protobufjs and
 * of the SDK it makes no object for a field and needs no second pass for lengths.
 */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(bytes = FIRST_BYTES) {
    this.#buffer = Buffer.allocUnsafeSlow(bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written so far; it shares memory with the writer. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /**
   * Begins a message and returns its place for `end`. `lengthBytes` is the expected size of its length: 1 up to 127 bytes,
   * 2 up to 16383; a wrong guess costs one move of the content.
   */
  begin(field: number, lengthBytes: 1 | 2 = 1): number {
    this.#reserve(10);
    this.#tag(field, BYTES);
    this.#length += lengthBytes;
    return this.#length * 4 + lengthBytes;
  }

  /** Ends the message that began at `place`: writes its length in front of it. */
  end(place: number): void {
    const reserved = place & 3;
    const start = place >> 2;
    const length = this.#length - start;
    const needed = varintBytes(length);
    if (needed !== reserved) {
      this.#reserve(needed);
      this.#buffer.copyWithin(start - reserved + needed, start, this.#length);
    }
    this.#length = start - reserved;
    this.#varint32(length);
    this.#length += length;
  }

  string(field: number, value: string): void {
    const most = value.length * 3;
    this.#reserve(most + 12);
    this.#tag(field, BYTES);
    if (value.length <= SHORT && this.#shortAscii(value)) return;
    // The length in UTF-8 is known afterwards; mostly it is the number of characters.
    const lengthBytes = varintBytes(value.length);
    const start = this.#length + lengthBytes;
    const length = this.#buffer.write(value, start, 'utf8');
    const needed = varintBytes(length);
    if (needed !== lengthBytes) this.#buffer.copyWithin(this.#length + needed, start, start + length);
    this.#varint32(length);
    this.#length += length;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  bytesField(field: number, value: Uint8Array): void {
    this.#reserve(12);
    this.#tag(field, BYTES);
    this.#varint32(value.length);
    this.raw(value);
  }

  /** A trace id or span id, as 16 or 8 bytes. */
  hex(field: number, value: string): void {
    const bytes = value.length >> 1;
    this.#reserve(bytes + 12);
    this.#tag(field, BYTES);
    this.#varint32(bytes);
    const buffer = this.#buffer;
    let at = this.#length;
    for (let i = 0; i < value.length; i += 2) {
      buffer[at++] = (digit(value.charCodeAt(i)) << 4) | digit(value.charCodeAt(i + 1));
    }
    this.#length = at;
  }

  /** An unsigned number of at most 32 bits. */
  uint32(field: number, value: number): void {
    this.#reserve(12);
    this.#tag(field, VARINT);
    this.#varint32(value);
  }

  /** A whole number of at most 64 bits; protobuf writes a negative one with 10 bytes. */
  int64(field: number, value: number): void {
    this.#reserve(12);
    this.#tag(field, VARINT);
    if (value >= 0 && value < 2 ** 32) {
      this.#varint32(value);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#buffer[this.#length++] = Number(rest);
  }

  bool(field: number, value: boolean): void {
    this.uint32(field, value ? 1 : 0);
  }

  fixed32(field: number, value: number): void {
    this.#reserve(12);
    this.#tag(field, FIXED32);
    this.#fixed32(value);
  }

  /** A whole number from 0 to 2⁵³. */
  fixed64(field: number, value: number): void {
    this.#reserve(12);
    this.#tag(field, FIXED64);
    this.packedFixed64(value);
  }

  /** An element of a packed list of fixed64. */
  packedFixed64(value: number): void {
    this.#reserve(8);
    this.#fixed32(value % 2 ** 32);
    this.#fixed32(value / 2 ** 32);
  }

  double(field: number, value: number): void {
    this.#reserve(12);
    this.#tag(field, FIXED64);
    this.packedDouble(value);
  }

  /** An element of a packed list of doubles. */
  packedDouble(value: number): void {
    this.#reserve(8);
    this.#buffer.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  /** A time in nanoseconds since 1970. A double cannot hold all of them, so the halves of the product are computed apart. */
  time(field: number, [seconds, nanos]: HrTime): void {
    this.#reserve(12);
    this.#tag(field, FIXED64);
    const low = (seconds & 0xffff) * NANOS + nanos;
    const high = Math.floor(seconds / 65_536) * NANOS;
    const lower = (low % 2 ** 32) + (high % 65_536) * 65_536;
    this.#fixed32(lower % 2 ** 32);
    this.#fixed32(Math.floor(low / 2 ** 32) + Math.floor(high / 65_536) + Math.floor(lower / 2 ** 32));
  }

  #shortAscii(value: string): boolean {
    const buffer = this.#buffer;
    const start = this.#length + 1;
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      buffer[start + i] = code;
    }
    buffer[this.#length] = value.length;
    this.#length = start + value.length;
    return true;
  }

  #tag(field: number, type: number): void {
    this.#varint32((field << 3) | type);
  }

  #varint32(value: number): void {
    const buffer = this.#buffer;
    let rest = value >>> 0;
    while (rest >= 0x80) {
      buffer[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[this.#length++] = rest;
  }

  #fixed32(value: number): void {
    const buffer = this.#buffer;
    const at = this.#length;
    const bits = value >>> 0;
    buffer[at] = bits & 0xff;
    buffer[at + 1] = (bits >>> 8) & 0xff;
    buffer[at + 2] = (bits >>> 16) & 0xff;
    buffer[at + 3] = bits >>> 24;
    this.#length = at + 4;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.bytes);
    this.#buffer = grown;
  }
}

/** The value of a hexadecimal digit in lower or upper case. */
function digit(code: number): number {
  return (code & 0xf) + (code >> 6) * 9;
}

/** The number of bytes of a length as a varint, of which each holds 7 bits. */
function varintBytes(length: number): number {
  return length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : length < 0x1000_0000 ? 4 : 5;
}
