import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OUTPUT_FORMATS } from '@triptych/contracts';
import sharp from 'sharp';
import { convert } from '../../src/conversion/convert.ts';
import { failure } from '../support/pictures.ts';
import { assertNear, corners } from './corners.ts';
import { PROFILES } from './icc.ts';
import { writePng } from './written-png.ts';
import { writeTiff } from './written-tiff.ts';

const { sRGB, displayP3, linearRGB, linearGrey } = PROFILES;
const HALF = 32_768;

describe('16 bits with a profile', () => {
  const red = [65_535, 0, 0];
  for (const format of OUTPUT_FORMATS)
    it(`become sRGB in ${format}`, async () => {
      const tolerance = format === 'png' ? 0 : 4;
      for (const picture of [
        writePng(64, 64, { bits: 16, values: red, profile: sRGB.bytes }),
        writeTiff(64, 64, { kind: 'rgb', sample: 'uint16', values: red, profile: sRGB.bytes }),
      ])
        assertNear((await corners(picture, { format })).centre, [255, 0, 0], tolerance);
    });

  it('keep all 16 bits until they are sRGB: the darks of a linear profile are not in steps', async () => {
    for (const stored of [20, 100, 200]) {
      const picture = writePng(8, 8, { bits: 16, values: [stored, stored, stored], profile: linearRGB.bytes });
      const value = (stored / 65_535) * 12.92 * 255;
      assertNear((await corners(picture, { format: 'png' })).centre, [value, value, value], 1);
    }
  });

  it('keep their alpha', async () => {
    const picture = writePng(64, 64, { bits: 16, values: [...red, HALF], profile: sRGB.bytes });
    assertNear((await corners(picture, { format: 'png' })).centre, [255, 0, 0, 128], 0);
    assertNear((await corners(picture, { format: 'png', background: '#00ff00' })).centre, [127, 127, 0], 1);
  });

  it('are resized by every fit to the size that 8 bits are', async () => {
    const deep = writePng(90, 61, { bits: 16, values: red, profile: displayP3.bytes });
    const plain = writePng(90, 61, { bits: 8, values: [255, 0, 0] });
    for (const fit of ['inside', 'outside', 'cover', 'contain', 'fill'] as const)
      for (const size of [{ width: 40 }, { height: 33 }, { width: 47, height: 31 }, { width: 200, height: 100 }]) {
        const [one, other] = await Promise.all(
          [deep, plain].map((picture) => convert(picture, { format: 'png', fit, ...size })),
        );
        assert.deepEqual(
          [one?.result.output.width, one?.result.output.height],
          [other?.result.output.width, other?.result.output.height],
        );
      }
  });

  it('in grey follow the curve of their profile', async () => {
    const png = writePng(64, 64, { bits: 16, values: [HALF], profile: linearGrey.bytes });
    const tiff = writeTiff(64, 64, { kind: 'grey', sample: 'uint16', values: [HALF], profile: linearGrey.bytes });
    for (const picture of [png, tiff])
      assertNear((await corners(picture, { format: 'png' })).centre, [188, 188, 188], 1);
  });

  it('are read as sRGB when the profile is for other channels', async () => {
    const colour = writeTiff(8, 8, {
      kind: 'rgb',
      sample: 'uint16',
      values: [52_428, HALF, 0],
      profile: linearGrey.bytes,
    });
    assertNear((await corners(colour, { format: 'png' })).centre, [204, 128, 0], 1);
    const grey = writeTiff(8, 8, { kind: 'grey', sample: 'uint16', values: [HALF], profile: displayP3.bytes });
    assertNear((await corners(grey, { format: 'png' })).centre, [128, 128, 128], 1);
  });

  it('are turned as EXIF says', async () => {
    const turned = await sharp(writePng(60, 40, { bits: 16, values: red }))
      .toColourspace('rgb16')
      .withIccProfile('p3')
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const { result } = await convert(turned, { format: 'png', width: 20 });
    assert.deepEqual([result.output.width, result.output.height], [20, 30]);
  });

  it('as AVIF of 10 and 12 bits become sRGB', async () => {
    for (const bitdepth of [10, 12] as const) {
      const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c83c3c' } })
        .withIccProfile('p3')
        .avif({ bitdepth, quality: 90 })
        .toBuffer();
      assertNear((await corners(picture, { format: 'png' })).centre, [200, 60, 60], 3);
    }
  });
});

describe('a picture whose colours cannot be known', () => {
  const V = 2 ** 31;
  for (const [name, picture] of Object.entries({
    'TIFF with float grey': writeTiff(8, 8, { kind: 'grey', sample: 'float', values: [0.5] }),
    'TIFF with 32-bit integers': writeTiff(8, 8, { kind: 'rgb', sample: 'uint32', values: [V, V, V] }),
    'TIFF with 32-bit grey': writeTiff(8, 8, { kind: 'grey', sample: 'uint32', values: [V] }),
    'Lab TIFF with alpha': writeTiff(8, 8, {
      kind: 'lab',
      sample: 'uint16',
      values: [16_384, 0, 0, 9],
      alpha: 'straight',
    }),
    'Lab TIFF of 8 bits': writeTiff(8, 8, { kind: 'lab', sample: 'uint8', values: [128, 40, 30] }),
  }))
    it(`is an unsupported format: ${name}`, async () => {
      await assert.rejects(
        convert(picture, { format: 'png' }),
        failure('unsupported_format', /8 or 16 bits a channel/),
      );
    });
});

describe('CMYK', () => {
  for (const profile of [true, false])
    it(`${profile ? 'with' : 'without'} a profile becomes about the colour that it was made of`, async () => {
      for (const [r, g, b] of [
        [150, 100, 90],
        [90, 120, 80],
        [230, 230, 230],
      ] as const) {
        const image = sharp({ create: { width: 64, height: 64, channels: 3, background: { r, g, b } } });
        image.toColourspace('cmyk');
        if (profile) image.withIccProfile('cmyk');
        for (const picture of [await image.clone().jpeg({ quality: 100 }).toBuffer(), await image.tiff().toBuffer()]) {
          assert.equal((await sharp(picture).metadata()).space, 'cmyk');
          for (const format of OUTPUT_FORMATS)
            assertNear((await corners(picture, { format, quality: 100 })).centre, [r, g, b], 20);
        }
      }
    });
});
