import type { ConvertOptions, InputFormat } from '@triptych/contracts';
import { describeUnknown, sniff } from '@triptych/contracts/sniff';
import { checkEffort } from './encoders.ts';
import { ConversionError } from './errors.ts';
import type { Limits } from './limits.ts';

/**
 * Checks a picture and its options without decoding: number of bytes, input format, and effort for the output format.
 * Returns the input format; throws `ConversionError`. Cheap: the pool calls it before it queues a picture, with its first
 * bytes and the number of all.
 */
export function check(
  picture: Uint8Array,
  options: ConvertOptions,
  limits: Limits,
  bytes = picture.length,
): InputFormat {
  if (bytes > limits.bytes)
    throw new ConversionError(
      'too_many_bytes',
      `The picture has ${bytes} bytes, more than ${limits.bytes}; send a smaller one.`,
    );
  checkEffort(options);
  const format = sniff(picture);
  if (format === undefined)
    throw new ConversionError(
      'unsupported_format',
      `Cannot read ${describeUnknown(picture)}; send JPEG, PNG, WebP, AVIF, GIF or TIFF.`,
    );
  return format;
}
