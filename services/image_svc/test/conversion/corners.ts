import assert from 'node:assert/strict';
import type { ConvertOptions } from '@triptych/contracts';
import sharp from 'sharp';
import { convert } from '../../src/conversion/convert.ts';
import { pixelAt } from '../support/pictures.ts';

/** The pixel in the corner and the one in the middle, after the conversion. */
export async function corners(
  picture: Buffer,
  options: ConvertOptions,
): Promise<{ corner: number[]; centre: number[] }> {
  const { picture: made } = await convert(picture, options);
  const { width = 0, height = 0 } = await sharp(made).metadata();
  return { corner: await pixelAt(made, 0, 0), centre: await pixelAt(made, width >> 1, height >> 1) };
}

export function assertNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  const isNear =
    actual.length === expected.length &&
    actual.every((value, index) => Math.abs(value - (expected[index] as number)) <= tolerance);
  assert.ok(isNear, `${actual.join()} is not ${expected.join()} ± ${tolerance}`);
}
