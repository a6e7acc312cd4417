// Converts the picture that its parent sends as a converter does, and sends what that cost.
import { readFileSync } from 'node:fs';
import type { ConvertOptions } from '@triptych/contracts';
import sharp from 'sharp';
import { convert } from '../../services/image_svc/src/conversion/convert.ts';
import { DEFAULT_LIMITS } from '../../services/image_svc/src/conversion/limits.ts';
import type { Cost } from './converter.ts';

sharp.concurrency(1);
sharp.cache(false);

process.once('message', async ({ picture, options }: { picture: Uint8Array; options: ConvertOptions }) => {
  const { result } = await convert(picture, options, { ...DEFAULT_LIMITS, bytes: Number.POSITIVE_INFINITY });
  const status = readFileSync('/proc/self/status', 'utf8');
  const megabytes = (name: string) => (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024) / 1e6;
  const cost: Cost = {
    seconds: result.duration_seconds,
    peakMegabytes: megabytes('VmHWM'),
    afterMegabytes: megabytes('VmRSS'),
  };
  process.send?.(cost);
});
