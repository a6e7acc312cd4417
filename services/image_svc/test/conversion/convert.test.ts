import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { CONTENT_TYPES, ConversionResult, OUTPUT_FORMATS } from '@triptych/contracts';
import { sniff } from '@triptych/contracts/sniff';
import sharp from 'sharp';
import { Value } from 'typebox/value';
import { convert } from '../../src/conversion/convert.ts';
import { INPUT_FORMATS, noise, pixelAt, plain, RED } from '../support/pictures.ts';

for (const from of INPUT_FORMATS)
  for (const to of OUTPUT_FORMATS)
    test(`${from} becomes ${to} of the right size, type and colour`, async () => {
      const source = await plain(from, 60, 40);
      const { picture, result } = await convert(source, { format: to, width: 30 });
      assert.equal(sniff(picture), to);
      assert.ok(Value.Check(ConversionResult, result));
      assert.deepEqual(result.input, { format: from, width: 60, height: 40, bytes: source.length });
      assert.deepEqual(result.output, {
        format: to,
        width: 30,
        height: 20,
        bytes: picture.length,
        content_type: CONTENT_TYPES[to],
        sha256: createHash('sha256').update(picture).digest('hex'),
      });
      const [r = 0, g = 0, b = 0] = await pixelAt(picture, 15, 10);
      assert.ok(
        Math.max(Math.abs(r - RED.r), Math.abs(g - RED.g), Math.abs(b - RED.b)) < 12,
        `colour is ${r} ${g} ${b}`,
      );
    });

test('EXIF orientation is applied, and no metadata is left', async () => {
  const turned = await sharp(await plain('jpeg', 60, 40))
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Copyright: 'someone' } })
    .withIccProfile('p3')
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    .toBuffer();
  for (const format of OUTPUT_FORMATS) {
    const { picture, result } = await convert(turned, { format });
    assert.deepEqual([result.input.width, result.input.height], [40, 60]);
    const { width, height, orientation, exif, icc, xmp } = await sharp(picture).metadata();
    assert.deepEqual(
      { width, height, orientation, exif, xmp },
      { width: 40, height: 60, orientation: undefined, exif: undefined, xmp: undefined },
    );
    assert.equal(icc, undefined);
  }
});

test('colours of a wide-gamut profile are converted to sRGB, not just relabelled', async () => {
  const p3 = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 60, b: 60 } } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const stored = await sharp(p3, { ignoreIcc: true }).raw().toBuffer();
  const { picture } = await convert(p3, { format: 'png' });
  const [r = 0, g = 0] = await pixelAt(picture, 4, 4);
  assert.ok(Math.abs(r - 200) <= 3 && Math.abs(g - 60) <= 3, `colour is ${r} ${g}`);
  assert.notEqual(stored[0], r);
});

test('CMYK and 16-bit pictures become 8-bit sRGB', async () => {
  const cmyk = await sharp(await plain('jpeg', 20, 20))
    .toColourspace('cmyk')
    .jpeg()
    .toBuffer();
  const deep = await sharp(await plain('png', 20, 20))
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  for (const source of [cmyk, deep]) {
    const { picture } = await convert(source, { format: 'webp' });
    assert.deepEqual(
      [(await sharp(picture).metadata()).space, (await sharp(picture).metadata()).channels],
      ['srgb', 3],
    );
  }
});

test('inside and outside never enlarge; cover, contain and fill do', async () => {
  const source = await plain('png', 20, 10);
  const size = async (fit?: 'inside' | 'outside' | 'cover' | 'contain' | 'fill') => {
    const { output } = (await convert(source, { format: 'png', width: 60, height: 60, ...(fit ? { fit } : {}) }))
      .result;
    return `${output.width}x${output.height}`;
  };
  assert.deepEqual(await Promise.all([size(), size('inside'), size('outside')]), ['20x10', '20x10', '20x10']);
  assert.deepEqual(await Promise.all([size('cover'), size('contain'), size('fill')]), ['60x60', '60x60', '60x60']);
});

const GLASS = { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } as const;

test('transparency is kept when the format supports it, and becomes white in JPEG', async () => {
  const glass = await sharp({ create: GLASS }).png().toBuffer();
  for (const format of ['png', 'webp', 'avif'] as const)
    assert.equal((await pixelAt((await convert(glass, { format })).picture, 5, 5))[3], 0);
  assert.deepEqual(await pixelAt((await convert(glass, { format: 'jpeg' })).picture, 5, 5), [255, 255, 255]);
});

test('a background fills transparency, and may be translucent itself', async () => {
  const glass = await sharp({ create: GLASS }).png().toBuffer();
  const at = async (format: 'png' | 'jpeg', background: string) =>
    pixelAt((await convert(glass, { format, background })).picture, 5, 5);
  assert.deepEqual(await at('png', '#102030'), [16, 32, 48]);
  assert.deepEqual(await at('png', '#102030FF'), [16, 32, 48]);
  assert.deepEqual(await at('png', '#ff000080'), [255, 0, 0, 128]);
  assert.deepEqual(await at('jpeg', '#ffffff00'), [255, 255, 255]);
});

test('contain pads with the background: transparent by default, white in JPEG', async () => {
  const source = await plain('png', 20, 10);
  const corner = async (format: 'png' | 'jpeg', background?: string) =>
    pixelAt(
      (await convert(source, { format, width: 40, height: 40, fit: 'contain', ...(background ? { background } : {}) }))
        .picture,
      1,
      1,
    );
  assert.equal((await corner('png'))[3], 0);
  assert.ok(Math.min(...(await corner('jpeg'))) >= 250);
  assert.deepEqual(await corner('png', '#00ff00'), [0, 255, 0]);
});

test('quality and effort change the size of the result', async () => {
  const source = await noise(120, 120).blur(2).png().toBuffer();
  for (const format of OUTPUT_FORMATS) {
    const bytes = async (quality: number) => (await convert(source, { format, quality })).result.output.bytes;
    assert.ok((await bytes(20)) < (await bytes(95)), format);
  }
  const flat = await plain('png', 300, 300);
  const png = async (effort: number) => (await convert(flat, { format: 'png', effort })).result.output.bytes;
  assert.ok((await png(9)) < (await png(1)));
});
