import type { Metadata, ResizeOptions, Sharp, SharpOptions } from 'sharp';
import sharp from 'sharp';

/** What the header of a picture says about its colours. */
export type Header = Pick<Metadata, 'space' | 'depth' | 'hasAlpha' | 'icc'>;

/** True for pictures of one channel, with or without alpha. */
export function isGrey({ space }: Header): boolean {
  return space === 'b-w' || space === 'grey16';
}

/** False for TIFF with float grey or 32-bit integers: libvips takes 255 for white and cuts off what is above. */
export function hasKnownColours({ space, depth, hasAlpha }: Header): boolean {
  if (depth === 'uchar') return true;
  if (depth === 'ushort') return space === 'rgb16' || space === 'grey16' || space === 'cmyk';
  // libvips loses the alpha of Lab.
  if (depth === 'short') return space === 'labs' && !hasAlpha;
  return depth === 'float' && space === 'scrgb';
}

/**
 * Opens a picture so that every further step works on sRGB.
 * Two kinds need more than sharp does by itself:
 * - 16 bits with a profile. sharp works on RGB in Display P3 and ignores the profile of grey, so these are resized and
 *   converted first, with all 16 bits; `size` says how. The intermediate picture takes up to 8 bytes a pixel.
 * - float and Lab. Backgrounds are colours of sRGB, so these become sRGB before anything else.
 */
export async function openAsSrgb(
  picture: Uint8Array,
  header: Header,
  size: ResizeOptions,
  reading: SharpOptions,
): Promise<Sharp> {
  const { space } = header;
  const withoutProfile = { ...reading, ignoreIcc: true };
  if (space === 'scrgb' || space === 'labs') return sharp(picture, withoutProfile).pipelineColourspace('srgb');
  if (header.icc === undefined || (space !== 'rgb16' && space !== 'grey16')) return sharp(picture, reading);
  if (!isProfileFor(space, header.icc)) return sharp(picture, withoutProfile);
  const { data, info } = await sharp(picture, withoutProfile)
    .resize({ ...size, ...(size.fit === 'contain' ? { fit: 'inside' } : {}) })
    .toColourspace(space)
    .withIccProfile('srgb')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  // `reading` limits the pixels of what was sent; these are the result's.
  return sharp(samples, { limitInputPixels: false, sequentialRead: true, raw: { width, height, channels } });
}

/** True for an ICC profile of these channels; without one, sharp would take the picture for Display P3. */
function isProfileFor(space: 'rgb16' | 'grey16', profile: Buffer): boolean {
  const channels = space === 'rgb16' ? 'RGB ' : 'GRAY';
  return profile.toString('latin1', 16, 20) === channels && profile.toString('latin1', 36, 40) === 'acsp';
}
