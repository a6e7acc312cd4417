import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConvertOptions, OutputFormat } from '@triptych/contracts';
import fc from 'fast-check';
import { anyOptions, anyPicture, type Colour, HEIGHT, WIDTH } from './any-picture.ts';
import { corners } from './corners.ts';

/**
 * How far a channel, multiplied by its alpha, may be off, of 255. PNG: 16 bits are cut to 8, and alpha is multiplied
 * in and divided out in 8 bits. The others: their YUV has 8 bits, WebP's and AVIF's with 220 steps.
 */
const TOLERANCE: Record<OutputFormat, number> = { png: 4, jpeg: 5, webp: 6, avif: 6 };

/** Front over back, as in W3C Compositing: straight alpha in and out. */
function over(front: Colour, back: Colour): Colour {
  const alpha = front[3] + back[3] * (1 - front[3]);
  const mix = (index: 0 | 1 | 2): number =>
    alpha === 0 ? 0 : (front[index] * front[3] + back[index] * back[3] * (1 - front[3])) / alpha;
  return [mix(0), mix(1), mix(2), alpha];
}

function behind({ format, background }: ConvertOptions): Colour {
  const asked = background ?? (format === 'jpeg' ? '#ffffff' : '#00000000');
  const [r = 0, g = 0, b = 0, alpha = 255] = Buffer.from(asked.slice(1), 'hex');
  return [r / 255, g / 255, b / 255, format === 'jpeg' ? 1 : alpha / 255];
}

function isPadded({ fit, width, height }: ConvertOptions): boolean {
  return fit === 'contain' && width !== undefined && height !== undefined && width * HEIGHT !== height * WIDTH;
}

function assertNear(where: string, actual: readonly number[], [r, g, b, alpha]: Colour, tolerance: number): void {
  const [red = 0, green = 0, blue = 0, opacity = 255] = actual;
  const pairs = [
    [red * opacity, r * alpha],
    [green * opacity, g * alpha],
    [blue * opacity, b * alpha],
    [opacity * 255, alpha],
  ] as const;
  const distance = Math.max(...pairs.map(([found, expected]) => Math.abs(found / 255 - expected * 255)));
  const expected = [r, g, b, alpha].map((value) => Math.round(value * 255)).join();
  assert.ok(distance <= tolerance, `${where}: ${actual.join()} is not ${expected}, but ${distance.toFixed(1)} away`);
}

test('every picture becomes sRGB, on the background that was asked for', async () => {
  await fc.assert(
    fc.asyncProperty(anyPicture, anyOptions, async ({ make, colour, loss }, options) => {
      const { corner, centre } = await corners(await make(), options);
      const tolerance = TOLERANCE[options.format] + loss;
      assertNear('centre', centre, over(colour, behind(options)), tolerance);
      assertNear('corner', corner, isPadded(options) ? behind(options) : over(colour, behind(options)), tolerance);
    }),
    // fast-check prints the seed of a failure: FAST_CHECK_SEED=… repeats it.
    { numRuns: 500, ...(process.env.FAST_CHECK_SEED && { seed: Number(process.env.FAST_CHECK_SEED) }) },
  );
});
