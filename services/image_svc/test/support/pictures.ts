import { INPUT_FORMATS, type InputFormat } from '@triptych/contracts';
import sharp, { type Sharp } from 'sharp';

export { INPUT_FORMATS };

export const RED = { r: 200, g: 30, b: 40 };

/** A picture of one colour. */
export async function plain(format: InputFormat, width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: RED } })
    .toFormat(format)
    .toBuffer();
}

/** A picture that is expensive for every encoder. */
export function noise(width: number, height: number): Sharp {
  return sharp({
    create: { width, height, channels: 3, background: RED, noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  });
}

/** A small PNG whose header claims another size. */
export async function claimingPng(width: number, height: number): Promise<Buffer> {
  const png = await plain('png', 8, 8);
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  const { crc32 } = await import('node:zlib');
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** An animated GIF in which each frame has another grey. */
export async function animatedGif(frames: number, side: number): Promise<Buffer> {
  const pixels = Buffer.concat(
    Array.from({ length: frames }, (_, frame) => Buffer.alloc(side * side * 3, frame % 256)),
  );
  return sharp(pixels, { raw: { width: side, height: side * frames, channels: 3, pageHeight: side } })
    .gif({ effort: 1 })
    .toBuffer();
}

/** Red, green, blue (and alpha) of one pixel. */
export async function pixelAt(picture: Uint8Array, left: number, top: number): Promise<number[]> {
  return [...(await sharp(picture).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

/** For assert.rejects: accepts a ConversionError with this code and a matching message. */
export function failure(code: string, message = /./): (error: unknown) => boolean {
  return (error) => {
    const found = error as { code?: string; message?: string };
    if (found.code === code && message.test(found.message ?? '')) return true;
    throw error;
  };
}
