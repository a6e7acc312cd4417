import { apply, type Curve, type Matrix, P3_TO_XYZ, SRGB_TO_XYZ, type Triple, xyzToSrgb } from './colour-maths.ts';

/** A colour profile, as a file and as the computation that it stands for. */
export interface Profile {
  readonly bytes: Buffer;
  /** Number of colour channels, without alpha. */
  readonly channels: 1 | 3;
  /** The sRGB colour of stored values; all are 0 to 1. */
  readonly toSrgb: (stored: readonly number[]) => Triple;
}

/** The white point of every profile: D50. */
const D50: Triple = [0.9642, 1, 0.8249];

const ADOBE_TO_XYZ: Matrix = [
  [0.60974, 0.20528, 0.14919],
  [0.31111, 0.62567, 0.06322],
  [0.01947, 0.06087, 0.74457],
];

const SRGB_CURVE: Curve = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** `para` of type 3: the transfer function of sRGB and Display P3. */
const SRGB_CURVE_TAG = Buffer.concat([
  tag('para'),
  int16(3, 0),
  fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
]);

/** Every kind of profile that a computation can follow. */
export const PROFILES = {
  sRGB: rgb(SRGB_TO_XYZ, SRGB_CURVE, SRGB_CURVE_TAG),
  displayP3: rgb(P3_TO_XYZ, SRGB_CURVE, SRGB_CURVE_TAG),
  adobeRGB: rgb(ADOBE_TO_XYZ, ...gamma(2.2)),
  linearRGB: rgb(SRGB_TO_XYZ, ...gamma(1)),
  grey: grey(...gamma(1.8)),
  linearGrey: grey(...gamma(1)),
};

function gamma(exponent: number): [Curve, Buffer] {
  const curve =
    exponent === 1 ? Buffer.alloc(4) : Buffer.concat([int32(1), int16(Math.round(exponent * 256)), int16(0)]);
  return [(value) => value ** (Math.round(exponent * 256) / 256), Buffer.concat([tag('curv'), curve])];
}

function rgb(toXyz: Matrix, curve: Curve, curveTag: Buffer): Profile {
  const column = (index: 0 | 1 | 2): Buffer => Buffer.concat([tag('XYZ '), fixed(...toXyz.map((row) => row[index]))]);
  return {
    channels: 3,
    bytes: profile('RGB ', {
      rXYZ: column(0),
      gXYZ: column(1),
      bXYZ: column(2),
      rTRC: curveTag,
      gTRC: curveTag,
      bTRC: curveTag,
    }),
    toSrgb: (stored) => xyzToSrgb(apply(toXyz, stored.map(curve) as unknown as Triple)),
  };
}

function grey(curve: Curve, curveTag: Buffer): Profile {
  return {
    channels: 1,
    bytes: profile('GRAY', { kTRC: curveTag }),
    toSrgb: ([value = 0]) => xyzToSrgb(D50.map((part) => part * curve(value)) as unknown as Triple),
  };
}

/** An ICC profile, version 4 (ICC.1:2010): header, table of tags, tags. */
function profile(space: string, tags: Record<string, Buffer>): Buffer {
  const all: Record<string, Buffer> = {
    desc: text('test'),
    cprt: text('none'),
    wtpt: Buffer.concat([tag('XYZ '), fixed(...D50)]),
    ...tags,
  };
  const names = Object.keys(all);
  const table: Buffer[] = [int32(names.length)];
  const bodies: Buffer[] = [];
  let offset = 128 + 4 + 12 * names.length;
  for (const [name, body] of Object.entries(all)) {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    table.push(Buffer.from(name), int32(offset, body.length));
    bodies.push(padded);
    offset += padded.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x04200000, 8);
  header.write(`mntr${space}XYZ `, 12);
  header.writeUInt16BE(2020, 24);
  header.writeUInt16BE(1, 26);
  header.writeUInt16BE(1, 28);
  header.write('acsp', 36);
  fixed(...D50).copy(header, 68);
  return Buffer.concat([header, ...table, ...bodies]);
}

function text(value: string): Buffer {
  const utf16 = Buffer.from(value, 'utf16le').swap16();
  return Buffer.concat([tag('mluc'), int32(1, 12), Buffer.from('enUS'), int32(utf16.length, 28), utf16]);
}

function tag(signature: string): Buffer {
  return Buffer.concat([Buffer.from(signature), Buffer.alloc(4)]);
}

function int16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, 2 * index);
  return bytes;
}

function int32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
}

/** s15Fixed16 numbers. */
function fixed(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65_536), 4 * index);
  return bytes;
}
