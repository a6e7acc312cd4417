import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { convert } from '../../src/conversion/convert.ts';
import { failure, noise } from '../support/pictures.ts';

const KINDS = ['4:2:0', '4:4:4', 'grey', 'cmyk'] as const;

async function jpeg(kind: (typeof KINDS)[number], progressive: boolean): Promise<Buffer> {
  const image = noise(250, 187);
  if (kind === 'grey') image.toColourspace('b-w');
  if (kind === 'cmyk') image.toColourspace('cmyk');
  return image.jpeg({ progressive, chromaSubsampling: kind === '4:2:0' ? kind : '4:4:4' }).toBuffer();
}

for (const kind of KINDS)
  for (const progressive of [false, true]) {
    const name = `${progressive ? 'progressive' : 'baseline'} ${kind} JPEG`;

    test(`a ${name} without its end marker, or with half of it, is converted like the whole`, async () => {
      const whole = await jpeg(kind, progressive);
      const expected = await convert(whole, { format: 'png' });
      for (const missing of [1, 2]) {
        const cut = whole.subarray(0, -missing);
        assert.deepEqual((await convert(cut, { format: 'png' })).picture, expected.picture);
        await convert(cut, { format: 'webp', width: 20 });
      }
    });

    test(`a ${name} without the last byte of its pixels is refused, at every size`, async () => {
      const whole = await jpeg(kind, progressive);
      for (const missing of [3, 4, 5, 20, 300])
        for (const width of [undefined, 20])
          await assert.rejects(
            convert(whole.subarray(0, -missing), { format: 'png', ...(width && { width }) }),
            failure('picture_broken', /broken or incomplete/),
          );
    });
  }

test('a progressive JPEG that ends between two scans is refused', async () => {
  const whole = await jpeg('4:2:0', true);
  const scans = Array.from({ length: whole.length }, (_, at) => at).filter(
    (at) => whole.readUInt16BE(Math.min(at, whole.length - 2)) === 0xffda,
  );
  assert.ok(scans.length > 5);
  for (const scan of scans)
    await assert.rejects(convert(whole.subarray(0, scan), { format: 'png' }), failure('picture_broken'));
});

test('a JPEG with the Adobe marker is converted without its end marker', async () => {
  const whole = await sharp(await jpeg('4:4:4', false))
    .jpeg()
    .toBuffer();
  const adobe = Buffer.from('ffee000e41646f6265006400000000' + '01', 'hex');
  const marked = Buffer.concat([whole.subarray(0, 2), adobe, whole.subarray(2)]);
  await convert(marked.subarray(0, -2), { format: 'png' });
});
