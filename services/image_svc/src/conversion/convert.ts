import { createHash } from 'node:crypto';
import type { ConversionResult, ConvertOptions } from '@triptych/contracts';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { hasStillPicture, withAvifBrand } from './avif-brand.ts';
import { applyBackground } from './background.ts';
import { check } from './check.ts';
import { hasKnownColours, openAsSrgb } from './colours.ts';
import { encode } from './encoders.ts';
import { ConversionError, messageOf } from './errors.ts';
import { withEndMarker } from './jpeg-end.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { checkSizes, neverEnlarges, outputSize } from './sizes.ts';

// All loaders of libvips are blocked, also those for SVG and files, except six formats from memory.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif', 'Tiff'].map((format) => `VipsForeignLoad${format}Buffer`),
});

export interface Converted {
  readonly picture: Uint8Array;
  readonly result: ConversionResult;
}

/**
 * Converts one picture with sharp in this process. The caller enforces deadline and memory limit (pool/pool.ts).
 * EXIF orientation is applied (sizes in the result are after it), metadata is stripped, colours become sRGB.
 * Throws `ConversionError`.
 */
export async function convert(
  picture: Uint8Array,
  options: ConvertOptions,
  limits: Limits = DEFAULT_LIMITS,
): Promise<Converted> {
  const started = performance.now();
  const format = check(picture, options, limits);
  const source = format === 'avif' ? readableAvif(picture) : picture;
  const header = await readHeader(source);
  const input = header.autoOrient;
  const target = outputSize(input, options);
  checkSizes(input, target, options.format, limits);
  const make = async (whole: Uint8Array) => {
    const image = await place(whole, header, options, limits);
    return encode(image, options, target.width * target.height).toBuffer({ resolveWithObject: true });
  };
  const { data, info } = await make(source)
    .catch(async (error) => make(await mendEnd(source, error)))
    .catch(refuse);
  return {
    picture: data,
    result: {
      input: { format, width: input.width, height: input.height, bytes: picture.length },
      output: {
        format: options.format,
        width: info.width,
        height: info.height,
        bytes: data.length,
        // CONTENT_TYPES has the same value, but its import would load all schemas into each converter process.
        content_type: `image/${options.format}`,
        sha256: createHash('sha256').update(data).digest('hex'),
      },
      duration_seconds: (performance.now() - started) / 1000,
    },
  };
}

/** `truncated` refuses incomplete pictures, and accepts those with small faults, which every viewer shows. */
const READING: SharpOptions = { autoOrient: true, failOn: 'truncated', pages: 1, sequentialRead: true };

/** Throws `unsupported_format` for an image sequence without a still picture. */
function readableAvif(avif: Uint8Array): Uint8Array {
  if (hasStillPicture(avif)) return withAvifBrand(avif);
  throw new ConversionError(
    'unsupported_format',
    'Cannot read AVIF that holds only an image sequence; send one of its pictures as JPEG, PNG, WebP, AVIF, GIF or TIFF.',
  );
}

/** Reads size and colours from the header. Throws `unsupported_format` when the samples of a TIFF do not say what white is. */
async function readHeader(picture: Uint8Array): Promise<Metadata> {
  const header = await sharp(picture, { ...READING, limitInputPixels: false })
    .metadata()
    .catch(refuse);
  if (!hasKnownColours(header))
    throw new ConversionError(
      'unsupported_format',
      `Cannot read TIFF with ${header.depth} samples (${header.space}); save it as RGB or grey with 8 or 16 bits a channel.`,
    );
  return header;
}

/** Resizes, and puts the background behind transparency and padding. */
async function place(picture: Uint8Array, header: Metadata, options: ConvertOptions, limits: Limits): Promise<Sharp> {
  const { width, height, fit = 'inside' } = options;
  const size = { width, height, fit, withoutEnlargement: neverEnlarges(fit) };
  const image = await openAsSrgb(picture, header, size, { ...READING, limitInputPixels: limits.pixels });
  const padding = applyBackground(image, options, header);
  return width === undefined && height === undefined ? image : image.resize({ ...size, background: padding });
}

/** The JPEG with an end marker, when nothing else is missing; throws `error` or the decoder's otherwise. */
async function mendEnd(jpeg: Uint8Array, error: unknown): Promise<Uint8Array> {
  const mended = /premature end of JPEG/.test(messageOf(error)) ? withEndMarker(jpeg) : undefined;
  if (!mended) throw error;
  await sharp(mended.probe, { ...READING, failOn: 'warning' })
    .resize(1)
    .toBuffer();
  return mended.whole;
}

/** Turns an error of sharp into a `ConversionError`. sharp has no error codes, only the messages of libvips. */
function refuse(error: unknown): never {
  const [message = ''] = messageOf(error).split('\n');
  if (/out of memory|unable to allocate/i.test(message))
    throw new ConversionError('converter_out_of_memory', 'The picture takes too much memory; send a smaller one.', {
      cause: error,
    });
  if (/unsupported tiff image type|bad labq format/.test(message))
    throw new ConversionError(
      'unsupported_format',
      `Cannot read this kind of TIFF (${message}); save it as RGB or grey with 8 or 16 bits a channel.`,
      { cause: error },
    );
  throw new ConversionError(
    'picture_broken',
    `The picture is broken or incomplete (${message}); check that it opens, and send it again.`,
    { cause: error },
  );
}
