import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FITS } from '@triptych/contracts';
import sharp from 'sharp';
import { DEFAULT_LIMITS } from '../../src/conversion/limits.ts';
import { checkSizes, neverEnlarges, outputSize } from '../../src/conversion/sizes.ts';
import { failure } from '../support/pictures.ts';

const INPUT = { width: 90, height: 61 };

for (const fit of FITS)
  test(`the calculated size for fit ${fit} is the one that sharp makes`, async () => {
    for (const [width, height] of [
      [30],
      [200],
      [undefined, 20],
      [undefined, 99],
      [30, 30],
      [40, 10],
      [300, 200],
      [100, 30],
    ]) {
      const sides = { ...(width ? { width } : {}), ...(height ? { height } : {}) };
      const { info } = await sharp({ create: { ...INPUT, channels: 3, background: 'red' } })
        .png()
        .toBuffer()
        .then((png) =>
          sharp(png)
            .resize({ ...sides, fit, withoutEnlargement: neverEnlarges(fit) })
            .raw()
            .toBuffer({ resolveWithObject: true }),
        );
      const calculated = outputSize(INPUT, { format: 'png', fit, ...sides });
      assert.ok(
        Math.abs(calculated.width - info.width) <= 1,
        `${width}x${height}: ${calculated.width} is not ${info.width}`,
      );
      assert.ok(
        Math.abs(calculated.height - info.height) <= 1,
        `${width}x${height}: ${calculated.height} is not ${info.height}`,
      );
    }
  });

test('fifty megapixels are allowed, one line more is refused, in input and output', () => {
  const size = { width: 10_000, height: 5_000 };
  const over = { width: 10_000, height: 5_001 };
  checkSizes(size, size, 'jpeg', DEFAULT_LIMITS);
  assert.throws(
    () => checkSizes(over, size, 'jpeg', DEFAULT_LIMITS),
    failure('too_many_pixels', /10000 × 5001.*50 mega/),
  );
  assert.throws(() => checkSizes(size, over, 'jpeg', DEFAULT_LIMITS), failure('dimensions', /10000 × 5001/));
});

test('a side longer than the format allows is refused with that limit', () => {
  const long = { width: 20_000, height: 10 };
  checkSizes(long, long, 'jpeg', DEFAULT_LIMITS);
  checkSizes(long, long, 'png', DEFAULT_LIMITS);
  assert.throws(() => checkSizes(long, long, 'webp', DEFAULT_LIMITS), failure('dimensions', /16383/));
  assert.throws(() => checkSizes(long, long, 'avif', DEFAULT_LIMITS), failure('dimensions', /16384/));
});
