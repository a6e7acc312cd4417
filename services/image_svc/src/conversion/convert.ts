import { createHash } from 'node:crypto';
import type { ConversionResult, ConvertOptions } from '@triptych/contracts';
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { check } from './check.ts';
import { encode } from './encoders.ts';
import { ConversionError, messageOf } from './errors.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { checkSizes, neverEnlarges, outputSize, type Size } from './sizes.ts';

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
  const input = await readSize(picture);
  const target = outputSize(input, options);
  checkSizes(input, target, options.format, limits);
  const image = sharp(picture, { ...READING, limitInputPixels: limits.pixels });
  const { data, info } = await encode(place(image, options), options, target.width * target.height)
    .toBuffer({ resolveWithObject: true })
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

/** Reads width and height from the header, after EXIF orientation. */
async function readSize(picture: Uint8Array): Promise<Size> {
  const header = await sharp(picture, { ...READING, limitInputPixels: false })
    .metadata()
    .catch(refuse);
  return header.autoOrient;
}

/** Resizes the picture, and fills transparency and padding with the background. */
function place(image: Sharp, { format, width, height, fit = 'inside', background }: ConvertOptions): Sharp {
  const hasAlpha = format !== 'jpeg';
  const opaque = (background ?? '#ffffff').slice(0, 7);
  const behind = hasAlpha ? (background ?? '#ffffff00') : opaque;
  const isTranslucent = hasAlpha && background?.length === 9 && !/ff$/i.test(background);
  if (!hasAlpha || (background !== undefined && !isTranslucent)) image.flatten({ background: opaque });
  if (width !== undefined || height !== undefined)
    image.resize({ width, height, fit, background: behind, withoutEnlargement: neverEnlarges(fit) });
  if (isTranslucent) {
    const input = { create: { width: 1, height: 1, channels: 4, background: behind } } as const;
    image.composite([{ input, tile: true, blend: 'dest-over' }]);
  }
  return image;
}

/** Turns an error of sharp into a `ConversionError`. sharp has no error codes, only the messages of libvips. */
function refuse(error: unknown): never {
  const [message = ''] = messageOf(error).split('\n');
  if (/out of memory|unable to allocate/i.test(message))
    throw new ConversionError('converter_out_of_memory', 'The picture takes too much memory; send a smaller one.', {
      cause: error,
    });
  throw new ConversionError(
    'picture_broken',
    `The picture is broken or incomplete (${message}); check that it opens, and send it again.`,
    { cause: error },
  );
}
