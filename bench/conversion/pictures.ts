import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

export interface Picture {
  readonly name: string;
  readonly file: string;
}

interface Source {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly encode: (image: Sharp) => Sharp;
}

const SOURCES: readonly Source[] = [
  { file: 'small.jpg', width: 640, height: 427, encode: (image) => image.jpeg({ quality: 80 }) },
  { file: 'photo.jpg', width: 2040, height: 1356, encode: (image) => image.jpeg({ quality: 76 }) },
  { file: 'large.jpg', width: 6240, height: 4160, encode: (image) => image.jpeg({ quality: 76 }) },
  { file: 'photo.png', width: 1020, height: 678, encode: (image) => image.png() },
];

/** Writes the pictures into a folder; the same in each run. */
export function writePictures(folder: string): Promise<Picture[]> {
  return Promise.all(
    SOURCES.map(async ({ file, width, height, encode }) => {
      const bytes = await encode(softNoise(width, height)).toBuffer();
      await writeFile(join(folder, file), bytes);
      const size =
        bytes.length < 1e6 ? `${Math.round(bytes.length / 1000)} kB` : `${(bytes.length / 1e6).toFixed(1)} MB`;
      return { name: `${file} ${width}×${height} ${size}`, file: join(folder, file) };
    }),
  );
}

/** Soft noise, which is about as hard to compress as a photograph. */
export function softNoise(width: number, height: number): Sharp {
  const [w, h] = [Math.ceil(width / 3), Math.ceil(height / 3)];
  const grain = Buffer.alloc(w * h * 3);
  // A linear congruential generator; the sum of three values is about normally distributed.
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < grain.length; i++) grain[i] = 128 + (random() + random() + random() - 1.5) * 48;
  return sharp(grain, { raw: { width: w, height: h, channels: 3 } }).resize(width, height, { fit: 'fill' });
}
