import type { ConvertOptions, OutputFormat } from '@triptych/contracts';
import { ConversionError } from './errors.ts';
import type { Limits } from './limits.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest side of a picture in pixels by format: the limit of the format, or of libvips where it has none. */
const MAX_SIDES: Record<OutputFormat, number> = { jpeg: 65_535, png: 10_000_000, webp: 16_383, avif: 16_384 };

/** Calculates the size of the converted picture, to within a pixel. */
export function outputSize(input: Size, options: ConvertOptions): Size {
  const { width, height, fit = 'inside' } = options;
  if (width === undefined && height === undefined) return input;
  if (fit === 'fill') return { width: width ?? input.width, height: height ?? input.height };
  if (width !== undefined && height !== undefined && (fit === 'cover' || fit === 'contain')) return { width, height };
  const scales = [];
  if (width !== undefined) scales.push(width / input.width);
  if (height !== undefined) scales.push(height / input.height);
  const scale = fit === 'outside' ? Math.max(...scales) : Math.min(...scales);
  const applied = neverEnlarges(fit) ? Math.min(scale, 1) : scale;
  const scaled = (side: number): number => Math.max(1, Math.round(side * applied));
  return { width: scaled(input.width), height: scaled(input.height) };
}

/** True for fits that do not change a picture that is small enough. */
export function neverEnlarges(fit: ConvertOptions['fit']): boolean {
  return fit === undefined || fit === 'inside' || fit === 'outside';
}

/** Throws `too_many_pixels` when the input is too large, and `dimensions` when the output would be. */
export function checkSizes(input: Size, output: Size, format: OutputFormat, limits: Limits): void {
  const most = `${limits.pixels / 1e6} megapixels`;
  if (input.width * input.height > limits.pixels)
    throw new ConversionError(
      'too_many_pixels',
      `The picture has ${describeSize(input)} pixels, more than ${most}; send a smaller one.`,
    );
  if (output.width * output.height > limits.pixels)
    throw new ConversionError(
      'dimensions',
      `The result would have ${describeSize(output)} pixels, more than ${most}; ask for less width or height.`,
    );
  if (Math.max(output.width, output.height) > MAX_SIDES[format])
    throw new ConversionError(
      'dimensions',
      `The result would have ${describeSize(output)} pixels, but ${format} holds at most ${MAX_SIDES[format]} a side; ask for less width or height, or another format.`,
    );
}

function describeSize({ width, height }: Size): string {
  return `${width} × ${height}`;
}
