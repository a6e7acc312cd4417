/** A TIFF of one colour, written byte by byte, so that no conversion of colours takes part. */
export interface TiffColour {
  readonly kind: 'grey' | 'white-is-zero' | 'rgb' | 'cmyk' | 'lab' | 'palette';
  readonly sample: 'uint8' | 'uint16' | 'uint32' | 'float';
  /** Stored values of all channels, alpha last. */
  readonly values: readonly number[];
  readonly alpha?: 'straight' | 'premultiplied';
  readonly profile?: Buffer;
  /** RGB of each of 256 entries, 0 to 65535. */
  readonly palette?: readonly (readonly number[])[];
}

const PHOTOMETRIC = { 'white-is-zero': 0, grey: 1, rgb: 2, palette: 3, cmyk: 5, lab: 8 };
const SAMPLES = {
  uint8: { bits: 8, format: 1, write: (to: Buffer, at: number, value: number) => to.writeUInt8(value, at) },
  uint16: { bits: 16, format: 1, write: (to: Buffer, at: number, value: number) => to.writeUInt16LE(value, at) },
  uint32: { bits: 32, format: 1, write: (to: Buffer, at: number, value: number) => to.writeUInt32LE(value, at) },
  float: { bits: 32, format: 3, write: (to: Buffer, at: number, value: number) => to.writeFloatLE(value, at) },
} as const;

export function writeTiff(width: number, height: number, colour: TiffColour): Buffer {
  const { kind, values, alpha, profile, palette } = colour;
  const { bits, format, write } = SAMPLES[colour.sample];
  const size = bits / 8;
  const pixels = Buffer.alloc(width * height * values.length * size);
  for (let sample = 0; sample < width * height * values.length; sample++)
    write(pixels, sample * size, values[sample % values.length] as number);
  const extra = alpha ? [alpha === 'straight' ? 2 : 1] : [];
  const entries: [tag: number, type: 3 | 4 | 7, numbers: readonly number[] | Buffer][] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, values.map(() => bits)],
    [259, 3, [1]],
    [262, 3, [PHOTOMETRIC[kind]]],
    [273, 4, [8]],
    [277, 3, [values.length]],
    [278, 4, [height]],
    [279, 4, [pixels.length]],
    [284, 3, [1]],
  ];
  if (palette) entries.push([320, 3, [0, 1, 2].flatMap((band) => palette.map((entry) => entry[band] ?? 0))]);
  if (alpha) entries.push([338, 3, extra]);
  entries.push([339, 3, values.map(() => format)]);
  if (profile) entries.push([34_675, 7, profile]);
  const start = 8 + pixels.length + (pixels.length & 1);
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  directory.writeUInt16LE(entries.length, 0);
  const tail: Buffer[] = [];
  let end = start + directory.length;
  entries.forEach(([tag, type, numbers], index) => {
    const at = 2 + 12 * index;
    const data = Buffer.isBuffer(numbers) ? numbers : Buffer.concat(numbers.map((value) => little(value, type)));
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(numbers.length, at + 4);
    if (data.length <= 4) {
      data.copy(directory, at + 8);
    } else {
      directory.writeUInt32LE(end, at + 8);
      tail.push(data, Buffer.alloc(data.length & 1));
      end += data.length + (data.length & 1);
    }
  });
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1');
  header.writeUInt32LE(start, 4);
  return Buffer.concat([header, pixels, Buffer.alloc(pixels.length & 1), directory, ...tail]);
}

function little(value: number, type: number): Buffer {
  const bytes = Buffer.alloc(type === 3 ? 2 : 4);
  if (type === 3) bytes.writeUInt16LE(value);
  else bytes.writeUInt32LE(value);
  return bytes;
}
