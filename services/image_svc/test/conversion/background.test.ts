import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { assertNear, corners } from './corners.ts';
import { PROFILES } from './icc.ts';
import { writePng } from './written-png.ts';
import { writeTiff } from './written-tiff.ts';

const { sRGB, displayP3, linearGrey } = PROFILES;
const GREY_JPEG = await sharp(writePng(64, 64, { bits: 8, values: [120] }))
  .toColourspace('b-w')
  .jpeg()
  .toBuffer();
const CLEAR_GIF = await sharp({ create: { width: 64, height: 64, channels: 4, background: '#00000000' } })
  .gif()
  .toBuffer();

describe('a background', () => {
  const size = { width: 128, height: 64, fit: 'contain' } as const;
  const OPAQUE = {
    'grey PNG': writePng(64, 64, { bits: 8, values: [120] }),
    '16-bit grey PNG': writePng(64, 64, { bits: 16, values: [120 * 257] }),
    'one-bit PNG': writePng(64, 64, { bits: 1, values: [1] }),
    'grey TIFF': writeTiff(64, 64, { kind: 'grey', sample: 'uint8', values: [120] }),
    'grey PNG with a profile of colours': writeTiff(64, 64, {
      kind: 'grey',
      sample: 'uint8',
      values: [120],
      profile: displayP3.bytes,
    }),
    'colour PNG': writePng(64, 64, { bits: 8, values: [9, 99, 199] }),
    '16-bit colour PNG': writePng(64, 64, { bits: 16, values: [9, 99, 199], profile: displayP3.bytes }),
    'float TIFF': writeTiff(64, 64, { kind: 'rgb', sample: 'float', values: [0.1, 0.2, 0.3] }),
    'Lab TIFF': writeTiff(64, 64, { kind: 'lab', sample: 'uint16', values: [32_768, 0, 0] }),
    'CMYK TIFF': writeTiff(64, 64, { kind: 'cmyk', sample: 'uint8', values: [0, 9, 9, 0] }),
    'grey JPEG': GREY_JPEG,
  };
  for (const [name, picture] of Object.entries(OPAQUE)) {
    it(`is the padding of a ${name}, as it was asked for`, async () => {
      for (const background of ['#ff0000', '#c83c3c', '#010203', '#ffffff']) {
        const { corner, centre } = await corners(picture, { format: 'png', background, ...size });
        assertNear(corner, [...Buffer.from(background.slice(1), 'hex')], 0);
        assert.equal(centre.length, 3);
      }
      const red = await corners(picture, { format: 'jpeg', background: '#ff0000', ...size });
      assertNear(red.corner, [255, 0, 0], 4);
    });

    it(`is painted once beside a ${name} when it is translucent`, async () => {
      const { corner, centre } = await corners(picture, { format: 'png', background: '#ff000080', ...size });
      assertNear(corner, [255, 0, 0, 128], 0);
      assert.equal(centre[3], 255);
    });
  }

  it('is not needed: JPEG is padded with white, other formats with nothing', async () => {
    for (const picture of Object.values(OPAQUE)) {
      assertNear((await corners(picture, { format: 'jpeg', ...size })).corner, [255, 255, 255], 2);
      assert.equal((await corners(picture, { format: 'png', ...size })).corner[3], 0);
    }
  });

  const CLEAR = {
    'grey PNG with alpha': writePng(64, 64, { bits: 8, values: [120, 0] }),
    '16-bit grey PNG with alpha': writePng(64, 64, { bits: 16, values: [120, 0] }),
    '16-bit grey PNG with alpha and a profile': writePng(64, 64, {
      bits: 16,
      values: [1, 0],
      profile: linearGrey.bytes,
    }),
    'grey PNG with a transparent value': writePng(64, 64, { bits: 8, values: [120], transparent: [120] }),
    'one-bit PNG with a transparent value': writePng(64, 64, { bits: 1, values: [1], transparent: [1] }),
    'palette PNG': writePng(64, 64, {
      bits: 2,
      values: [1],
      palette: [
        [0, 0, 0],
        [1, 2, 3, 0],
      ],
    }),
    'grey TIFF with alpha': writeTiff(64, 64, { kind: 'grey', sample: 'uint8', values: [120, 0], alpha: 'straight' }),
    'colour PNG with alpha': writePng(64, 64, { bits: 8, values: [1, 2, 3, 0] }),
    '16-bit colour PNG with alpha': writePng(64, 64, { bits: 16, values: [1, 2, 3, 0], profile: sRGB.bytes }),
    'float TIFF with alpha': writeTiff(64, 64, {
      kind: 'rgb',
      sample: 'float',
      values: [0.8, 0.3, 0.2, 0],
      alpha: 'straight',
    }),
    GIF: CLEAR_GIF,
  };
  for (const [name, picture] of Object.entries(CLEAR))
    it(`is behind the transparency of a ${name}, as it was asked for`, async () => {
      for (const fit of ['contain', 'inside'] as const) {
        const shape = { ...size, fit };
        for (const point of Object.values(await corners(picture, { format: 'png', background: '#c83c3c', ...shape })))
          assertNear(point, [200, 60, 60], 1);
        for (const point of Object.values(await corners(picture, { format: 'png', background: '#ff000080', ...shape })))
          assertNear(point, [255, 0, 0, 128], 1);
        for (const point of Object.values(await corners(picture, { format: 'jpeg', background: '#ff0000', ...shape })))
          assertNear(point, [255, 0, 0], 4);
        for (const point of Object.values(await corners(picture, { format: 'jpeg', ...shape })))
          assertNear(point, [255, 255, 255], 2);
      }
    });
});
