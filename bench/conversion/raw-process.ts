// The process of raw sharp: converts as often as its parent asks, and sends how long that took.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { encode } from '../../services/image_svc/src/conversion/encoders.ts';
import type { LoadResult } from '../support/load.ts';
import { percentile } from '../support/statistics.ts';
import type { RawRequest } from './raw.ts';
import { IN_FLIGHT } from './subject.ts';

sharp.concurrency(1);
sharp.cache(false);

process.on('message', (request: RawRequest) => {
  void run(request).then((result) => process.send?.(result));
});

async function run({ picture, options, amount }: RawRequest): Promise<LoadResult> {
  const bytes = readFileSync(picture.file);
  const { width = 0 } = options;
  const millis: number[] = [];
  let size = 0;
  let left = amount;
  const started = performance.now();
  const worker = async () => {
    while (left-- > 0) {
      const from = performance.now();
      const image = sharp(bytes, { autoOrient: true, sequentialRead: true }).resize({
        width,
        withoutEnlargement: true,
      });
      // The effort depends on the number of pixels only above 4 megapixels.
      const { length } = await encode(image, options, width * width).toBuffer();
      millis.push(performance.now() - from);
      size += length;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return {
    seconds: (performance.now() - started) / 1000,
    requests: millis.length,
    failed: 0,
    medianMillis: percentile(millis, 0.5),
    p99Millis: percentile(millis, 0.99),
    bytesPerReply: size / millis.length,
  };
}
