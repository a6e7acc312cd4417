import type { ConvertOptions } from '@triptych/contracts';
import sharp, { type Sharp } from 'sharp';
import type { Random } from './random.ts';

/** A picture with the options of its conversion. */
export interface Sample {
  readonly name: string;
  readonly picture: Buffer;
  readonly options: ConvertOptions;
}

const SAMPLES: Readonly<Record<string, [(picture: Sharp) => Sharp, ConvertOptions]>> = {
  'jpeg to webp': [(picture) => picture.jpeg(), { format: 'webp', width: 96 }],
  'jpeg to avif': [(picture) => picture.jpeg({ progressive: true }), { format: 'avif', width: 64, effort: 0 }],
  'png to jpeg': [(picture) => picture.png(), { format: 'jpeg', quality: 70 }],
  'grey png to webp': [(picture) => picture.greyscale().png(), { format: 'webp', width: 50, height: 50 }],
  'png with alpha to png': [(picture) => picture.ensureAlpha(0.5).png(), { format: 'png', width: 120 }],
  'webp to png': [(picture) => picture.webp(), { format: 'png', height: 60 }],
  'avif to jpeg': [(picture) => picture.avif({ effort: 0 }), { format: 'jpeg', width: 100 }],
  'gif to webp': [(picture) => picture.gif(), { format: 'webp' }],
  'tiff to jpeg': [(picture) => picture.tiff(), { format: 'jpeg', width: 200 }],
};

/** Small pictures of every input format, with options for every output format. */
export function makeSamples(random: Random): Promise<Sample[]> {
  return Promise.all(
    Object.entries(SAMPLES).map(async ([name, [encode, options]]) => {
      const [width, height] = [20 + random.integer(20), 15 + random.integer(15)];
      const noise = Buffer.from(Array.from({ length: width * height * 3 }, () => random.integer(255)));
      const picture = sharp(noise, { raw: { width, height, channels: 3 } }).resize(width * 8, height * 8);
      return { name, picture: await encode(picture).toBuffer(), options };
    }),
  );
}
