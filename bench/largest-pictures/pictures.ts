import type { ConvertOptions } from '@triptych/contracts';
import sharp, { type Sharp } from 'sharp';
import { softNoise } from '../conversion/pictures.ts';

export interface LargeConversion {
  readonly name: string;
  readonly picture: Buffer;
  readonly options: ConvertOptions;
}

/** Just below 50 megapixels. */
const LARGEST = { width: 8660, height: 5773 };
const THUMBNAIL: ConvertOptions = { format: 'webp', width: 512 };

/** Conversions of the largest pictures, their sides multiplied by `scale`. */
export async function largestPictures(scale: number): Promise<LargeConversion[]> {
  const tile = await softNoise(866, 577).png().toBuffer();
  const size = { width: Math.floor(LARGEST.width * scale), height: Math.floor(LARGEST.height * scale) };
  const large = (): Sharp => sharp(tile).resize({ ...size, fit: 'fill', kernel: 'nearest' });
  const jpeg = await large().jpeg().toBuffer();
  const all: [string, Buffer, ConvertOptions][] = [
    ['JPEG → 512', jpeg, THUMBNAIL],
    ['progressive JPEG → 512', await large().jpeg({ progressive: true }).toBuffer(), THUMBNAIL],
    ['turned JPEG → JPEG', await large().withMetadata({ orientation: 6 }).jpeg().toBuffer(), { format: 'jpeg' }],
    ['interlaced PNG → 512', await large().png({ progressive: true }).toBuffer(), THUMBNAIL],
    ['WebP with alpha → 512', await large().ensureAlpha(0.5).webp({ effort: 0 }).toBuffer(), THUMBNAIL],
    ['TIFF → 512', await large().tiff({ compression: 'deflate' }).toBuffer(), THUMBNAIL],
    ['AVIF → 512', await large().avif({ effort: 0, chromaSubsampling: '4:2:0' }).toBuffer(), THUMBNAIL],
    ['JPEG → JPEG', jpeg, { format: 'jpeg' }],
    ['JPEG → WebP', jpeg, { format: 'webp' }],
    ['JPEG → PNG', jpeg, { format: 'png' }],
    ['JPEG → AVIF', jpeg, { format: 'avif' }],
  ];
  return all.map(([name, picture, options]) => ({ name, picture, options }));
}
