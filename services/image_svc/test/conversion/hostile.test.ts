import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { convert } from '../../src/conversion/convert.ts';
import { animatedGif, claimingPng, failure, noise, pixelAt, plain } from '../support/pictures.ts';

test('a text file is refused', async () => {
  await assert.rejects(convert(Buffer.from('just text'), { format: 'webp' }), failure('unsupported_format', /text/));
});

for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)
  test(`half a ${format} is refused as broken`, async () => {
    const whole = await noise(200, 150).toFormat(format).toBuffer();
    const half = whole.subarray(0, whole.length >> 1);
    await assert.rejects(convert(half, { format: 'webp' }), failure('picture_broken', /broken or incomplete/));
  });

test('bytes that only begin like a picture are refused as broken', async () => {
  for (const magic of ['ffd8ffe0', '89504e470d0a1a0a', '474946383961', '49492a00'])
    await assert.rejects(convert(Buffer.from(`${magic}00000000`, 'hex'), { format: 'png' }), failure('picture_broken'));
});

test('a PNG that claims 60000 × 60000 pixels is refused by its header', async () => {
  const picture = await claimingPng(60_000, 60_000);
  await assert.rejects(convert(picture, { format: 'webp' }), failure('too_many_pixels', /60000 × 60000/));
});

test('a small file with a 12000 × 12000 progressive JPEG is refused without decoding it', async () => {
  const picture = await sharp({
    create: { width: 12_000, height: 12_000, channels: 3, background: '#09f' },
    limitInputPixels: false,
  })
    .jpeg({ progressive: true, quality: 60 })
    .toBuffer();
  const started = performance.now();
  await assert.rejects(convert(picture, { format: 'webp', width: 10 }), failure('too_many_pixels'));
  const milliseconds = performance.now() - started;
  assert.ok(milliseconds < 400, `took ${milliseconds} ms; to decode it takes more than 900`);
});

test('only the first of 400 frames of a GIF is decoded', async () => {
  const picture = await animatedGif(400, 100);
  const { picture: converted, result } = await convert(picture, { format: 'png' });
  assert.deepEqual([result.input.height, result.output.height], [100, 100]);
  assert.deepEqual((await pixelAt(converted, 50, 50)).slice(0, 3), [0, 0, 0]);
});

test('an enlargement beyond the pixel limit is refused before it is made', async () => {
  const options = { format: 'jpeg', width: 16_000, height: 16_000, fit: 'fill' } as const;
  await assert.rejects(convert(await plain('png', 4, 4), options), failure('dimensions', /16000 × 16000/));
});

test('sharp cannot load files and SVG at all, even if they passed the check', async () => {
  await assert.rejects(sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')).toBuffer());
  await assert.rejects(sharp(import.meta.filename).toBuffer());
});
