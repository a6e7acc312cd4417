import { crc32, deflateSync } from 'node:zlib';

/** A PNG of one colour, written byte by byte, so that no conversion of colours takes part. */
export interface PngColour {
  readonly bits: 1 | 2 | 4 | 8 | 16;
  /** Stored values, each from 0 to 2^bits - 1: grey, grey and alpha, RGB, or RGB and alpha; with a palette its index. */
  readonly values: readonly number[];
  readonly profile?: Buffer;
  /** RGBA of each entry, 0 to 255. */
  readonly palette?: readonly (readonly number[])[];
  /** tRNS of a grey or RGB picture: pixels of just these values are transparent. */
  readonly transparent?: readonly number[];
}

const COLOUR_TYPES = [0, 4, 2, 6];

export function writePng(width: number, height: number, colour: PngColour): Buffer {
  const { bits, values, profile, palette, transparent } = colour;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  header[9] = palette ? 3 : (COLOUR_TYPES[values.length - 1] as number);
  const row = Buffer.alloc(1 + Math.ceil((width * values.length * bits) / 8));
  for (let sample = 0; sample < width * values.length; sample++) {
    const value = values[sample % values.length] as number;
    if (bits === 16) row.writeUInt16BE(value, 1 + 2 * sample);
    else {
      const at = sample * bits;
      row[1 + (at >> 3)] = (row[1 + (at >> 3)] as number) | (value << (8 - bits - (at & 7)));
    }
  }
  const words = (numbers: readonly number[]): Buffer =>
    Buffer.concat(numbers.map((value) => Buffer.from([value >> 8, value & 255])));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(profile ? [chunk('iCCP', Buffer.concat([Buffer.from('test\0\0'), deflateSync(profile)]))] : []),
    ...(palette
      ? [
          chunk('PLTE', Buffer.from(palette.flatMap((entry) => entry.slice(0, 3)))),
          chunk('tRNS', Buffer.from(palette.map((entry) => entry[3] ?? 255))),
        ]
      : []),
    ...(transparent ? [chunk('tRNS', words(transparent))] : []),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
