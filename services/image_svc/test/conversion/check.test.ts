import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../../src/conversion/check.ts';
import { ConversionError } from '../../src/conversion/errors.ts';
import { DEFAULT_LIMITS } from '../../src/conversion/limits.ts';
import { failure, INPUT_FORMATS, plain } from '../support/pictures.ts';

test('a picture within the limits passes, and its format is returned', async () => {
  assert.equal(check(await plain('png', 2, 2), { format: 'webp', effort: 6 }, DEFAULT_LIMITS), 'png');
});

for (const format of INPUT_FORMATS)
  test(`${format} is recognised by its bytes`, async () => {
    assert.equal(check(await plain(format, 3, 2), { format: 'webp' }, DEFAULT_LIMITS), format);
  });

test('one byte too many is refused with both numbers', async () => {
  const picture = await plain('png', 2, 2);
  const limits = { ...DEFAULT_LIMITS, bytes: picture.length - 1 };
  assert.throws(
    () => check(picture, { format: 'webp' }, limits),
    failure('too_many_bytes', new RegExp(`${picture.length}.*${limits.bytes}`)),
  );
});

test('SVG is refused by name, whatever its content', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>');
  assert.throws(() => check(svg, { format: 'png' }, DEFAULT_LIMITS), failure('unsupported_format', /SVG.*JPEG, PNG/));
});

test('effort outside the range of its format is refused with the range', async () => {
  const picture = await plain('png', 2, 2);
  for (const [format, lowest, highest] of [
    ['webp', 0, 6],
    ['avif', 0, 9],
    ['png', 1, 9],
  ] as const) {
    for (const effort of [lowest, highest]) check(picture, { format, effort }, DEFAULT_LIMITS);
    for (const effort of [lowest - 1, highest + 1])
      assert.throws(
        () => check(picture, { format, effort }, DEFAULT_LIMITS),
        failure('option_out_of_range', new RegExp(`${lowest} to ${highest}`)),
      );
  }
  assert.throws(
    () => check(picture, { format: 'jpeg', effort: 4 }, DEFAULT_LIMITS),
    failure('option_out_of_range', /no effort/),
  );
});

test('an error states who is at fault and whether a retry may help', () => {
  const mine = new ConversionError('picture_broken', 'broken');
  const ours = new ConversionError('pool_full', 'full', { retryAfterSeconds: 2 });
  assert.deepEqual([mine.fault, mine.retryable, mine.retryAfterSeconds], ['caller', false, undefined]);
  assert.deepEqual([ours.fault, ours.retryable, ours.retryAfterSeconds], ['service', true, 2]);
});
