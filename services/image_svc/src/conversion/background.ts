import type { ConvertOptions } from '@triptych/contracts';
import type { Sharp } from 'sharp';
import { type Header, isGrey } from './colours.ts';

const NOTHING = '#ffffff00';
const WHITE = '#ffffff';

/** Puts the background behind transparency, and returns the colour with which `resize` pads. JPEG has no alpha. */
export function applyBackground(image: Sharp, { format, background, fit }: ConvertOptions, header: Header): string {
  const isOpaque = format === 'jpeg' || (background !== undefined && /^#.{6}(ff)?$/i.test(background));
  const behind = isOpaque ? (background ?? WHITE).slice(0, 7) : (background ?? NOTHING);
  const isVisible = header.hasAlpha || fit === 'contain';
  // sharp pads a grey picture with a grey, and `dest-over` would paint a translucent padding a second time. So the
  // padding is transparent here, and the colour goes behind everything at the end.
  if (background !== undefined && isVisible && (isGrey(header) || !isOpaque)) {
    const input = { create: { width: 1, height: 1, channels: 4, background: behind } } as const;
    image.composite([{ input, tile: true, blend: 'dest-over' }]);
    if (isOpaque) image.removeAlpha();
    return NOTHING;
  }
  if (isOpaque) image.flatten({ background: behind });
  return behind;
}
