import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convert } from '../../src/conversion/convert.ts';
import { failure, pixelAt, plain, RED } from '../support/pictures.ts';

for (const brand of ['avis', 'miaf', 'MA1B', 'mif1', 'msf1'])
  test(`AVIF with the major brand ${brand} is converted`, async () => {
    const avif = await plain('avif', 16, 12);
    avif.write(brand, 8);
    // The major brand is the first of the compatible ones too, so that `avif` is still among them.
    avif.write('avif', 16);
    const { picture, result } = await convert(avif, { format: 'png' });
    assert.deepEqual([result.input.format, result.input.width, result.input.height], ['avif', 16, 12]);
    const [r = 0, g = 0, b = 0] = await pixelAt(picture, 8, 6);
    assert.ok(Math.abs(r - RED.r) < 6 && Math.abs(g - RED.g) < 6 && Math.abs(b - RED.b) < 6, `${r} ${g} ${b}`);
  });

test('AVIF with the major brand miaf is refused as broken when it is cut', async () => {
  const avif = await plain('avif', 64, 64);
  avif.write('miaf', 8);
  avif.write('avif', 16);
  await assert.rejects(convert(avif.subarray(0, -20), { format: 'png' }), failure('picture_broken'));
});

test('an image sequence without a still picture is an unsupported format', async () => {
  const avif = await plain('avif', 16, 12);
  avif.write('avis', 8);
  avif.write('moov', avif.indexOf('meta'));
  await assert.rejects(convert(avif, { format: 'png' }), failure('unsupported_format', /image sequence/));
});
