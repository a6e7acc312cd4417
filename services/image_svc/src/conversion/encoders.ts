import type { ConvertOptions, OutputFormat } from '@triptych/contracts';
import type { Sharp } from 'sharp';
import { ConversionError } from './errors.ts';

/** Lowest and highest effort of the compression by format; JPEG has none. */
const EFFORTS: Partial<Record<OutputFormat, readonly [number, number]>> = { webp: [0, 6], avif: [0, 9], png: [1, 9] };

/** Throws `option_out_of_range` when the output format does not support `effort`. */
export function checkEffort({ format, effort }: ConvertOptions): void {
  if (effort === undefined) return;
  const range = EFFORTS[format];
  if (range === undefined) throw new ConversionError('option_out_of_range', `${format} has no effort; leave it out.`);
  const [lowest, highest] = range;
  if (!Number.isInteger(effort) || effort < lowest || effort > highest)
    throw new ConversionError(
      'option_out_of_range',
      `effort ${effort} is out of range for ${format}; choose ${lowest} to ${highest}, or leave it out.`,
    );
}

/**
 * Sets the output format, quality and effort. The default effort falls with the number of pixels, so that even the
 * largest picture is encoded within the deadline (measurements in docs/performance.md).
 */
export function encode(image: Sharp, { format, quality, effort }: ConvertOptions, pixels: number): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality: quality ?? 80 });
    case 'webp':
      return image.webp({ quality: quality ?? 75, effort: effort ?? (pixels <= 12e6 ? 4 : 2) });
    case 'avif':
      // 4:2:0, as in JPEG and WebP, takes half the time and two thirds of the memory of sharp's default, 4:4:4.
      return image.avif({
        quality: quality ?? 50,
        effort: effort ?? (pixels <= 4e6 ? 3 : pixels <= 16e6 ? 1 : 0),
        chromaSubsampling: '4:2:0',
      });
    case 'png':
      return image.png({ compressionLevel: effort ?? 6, ...(quality === undefined ? {} : { palette: true, quality }) });
  }
}
