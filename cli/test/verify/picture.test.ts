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

it('the pictures of a load have the size asked for, and compress as their grain grows', async () => {
  const [fine, coarse] = [noisePicture(320, 250), noisePicture(320, 250, 8)];
  for (const picture of [fine, coarse]) {
    const { width, height } = await sharp(picture).metadata();
    assert.deepEqual([width, height], [320, 250]);
  }
  assert.ok(coarse.length < fine.length / 10);
});
