import assert from 'node:assert/strict';
import { it } from 'node:test';
import sharp from 'sharp';
import { noisePicture } from '../../src/verify/picture.ts';

it('the picture that verify sends is a PNG that decodes, and never the same twice', async () => {
  const [one, other] = [noisePicture(), noisePicture()];
  assert.notDeepEqual(one, other);
  const { data, info } = await sharp(one).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height, info.channels], [96, 96, 3]);
  assert.ok(new Set(data).size > 200);
});
