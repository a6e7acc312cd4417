import { randomBytes } from 'node:crypto';
import sharp from 'sharp';

/** A JPEG of soft noise, so that it compresses like a photograph. */
export async function photo(width = 320, height = 240): Promise<Buffer> {
  const [w, h] = [Math.ceil(width / 8), Math.ceil(height / 8)];
  return sharp(randomBytes(w * h * 3), { raw: { width: w, height: h, channels: 3 } })
    .resize(width, height)
    .jpeg()
    .toBuffer();
}

/** AVIF at the highest effort of this keeps a core busy for far longer than any deadline in these tests. */
export async function slowPicture(): Promise<Buffer> {
  return photo(4000, 3000);
}
