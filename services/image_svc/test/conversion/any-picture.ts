import { type ConvertOptions, FITS, OUTPUT_FORMATS } from '@triptych/contracts';
import fc from 'fast-check';
import sharp from 'sharp';
import { PROFILES, type Profile } from './icc.ts';
import { writePng } from './written-png.ts';
import { writeTiff } from './written-tiff.ts';

/** RGB and alpha, each 0 to 1. */
export type Colour = readonly [r: number, g: number, b: number, alpha: number];

export interface AnyPicture {
  readonly make: () => Buffer | Promise<Buffer>;
  /** The colour of all its pixels, in sRGB. */
  readonly colour: Colour;
  /** What its own encoder may change, of 255. */
  readonly loss: number;
}

export const WIDTH = 64;
export const HEIGHT = 48;

/** Not linear grey: littlecms interpolates between few points there, and is up to 10 of 255 off in the darks. */
const { linearGrey: _, ...EXACT } = PROFILES;
const profiles = fc.option(fc.constantFrom<Profile[]>(...Object.values(EXACT)), { nil: undefined });
/** Often at the ends, where colours are cut off. */
const share = fc.oneof(
  fc.constantFrom(0, 1),
  fc.nat(1000).map((value) => value / 1000),
);

/** Stored values of a picture: one or three channels as the profile says, and alpha or not. */
const stored = profiles.chain((profile) =>
  fc.record({
    profile: fc.constant(profile),
    channels: (profile ? fc.constant(profile.channels) : fc.constantFrom(1, 3)).chain((length) =>
      fc.array(share, { minLength: length, maxLength: length }),
    ),
    alpha: fc.option(share, { nil: undefined }),
  }),
);

/** Straight from the stored values to sRGB. */
function colourOf(channels: readonly number[], alpha: number | undefined, profile: Profile | undefined): Colour {
  const [r = 0, g = r, b = r] = profile ? profile.toSrgb(channels) : channels;
  return [r, g, b, alpha ?? 1];
}

const written: fc.Arbitrary<AnyPicture> = fc
  .record({
    stored,
    bits: fc.constantFrom(8 as const, 16 as const),
    container: fc.constantFrom('png', 'tiff', 'associated'),
  })
  .map(({ stored: { profile, channels, alpha }, bits, container }) => {
    const top = 2 ** bits - 1;
    const round = (values: readonly number[]): number[] => values.map((value) => Math.round(value * top));
    const icc = profile && { profile: profile.bytes };
    // In 8 bits, what alpha is multiplied with loses what a profile then makes large.
    const isAssociated = container === 'associated' && alpha !== undefined && (bits === 16 || !profile);
    const values = round([
      ...channels.map((value) => value * (isAssociated ? alpha : 1)),
      ...(alpha === undefined ? [] : [alpha]),
    ]);
    const exact = round([...channels, alpha ?? 1]).map((value) => value / top);
    return {
      colour: colourOf(exact.slice(0, -1), alpha === undefined ? undefined : exact.at(-1), profile),
      // littlecms interpolates 16 bits with a profile between 33 points an axis: at the edge of sRGB, up to 8 of 255 off.
      loss: bits === 16 && profile?.channels === 3 ? 6 : 0,
      make: () =>
        container === 'png'
          ? writePng(WIDTH, HEIGHT, { bits, values, ...icc })
          : writeTiff(WIDTH, HEIGHT, {
              kind: channels.length === 1 ? 'grey' : 'rgb',
              sample: bits === 8 ? 'uint8' : 'uint16',
              values,
              ...icc,
              ...(alpha !== undefined && { alpha: isAssociated ? 'premultiplied' : 'straight' }),
            }),
    };
  });

/** PNG of fewer bits, or with a palette, or with one transparent value. */
const narrow: fc.Arbitrary<AnyPicture> = fc
  .record({ bits: fc.constantFrom(1 as const, 2 as const, 4 as const), share, clear: fc.boolean() })
  .map(({ bits, share: part, clear }) => {
    const top = 2 ** bits - 1;
    const value = Math.round(part * top);
    return {
      colour: colourOf([value / top], clear ? 0 : 1, undefined),
      loss: 0,
      make: () => writePng(WIDTH, HEIGHT, { bits, values: [value], ...(clear && { transparent: [value] }) }),
    };
  });

const palette: fc.Arbitrary<AnyPicture> = fc
  .record({
    bits: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
    entry: fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }),
  })
  .map(({ bits, entry }) => ({
    colour: entry.map((value) => value / 255) as unknown as Colour,
    loss: 0,
    make: () => writePng(WIDTH, HEIGHT, { bits, values: [1], palette: [[0, 0, 0, 255], entry] }),
  }));

/** TIFF with floating-point samples, which are linear. */
const float: fc.Arbitrary<AnyPicture> = fc
  .record({ rgb: fc.tuple(share, share, share), alpha: fc.option(share, { nil: undefined }) })
  .map(({ rgb, alpha }) => ({
    colour: colourOf(rgb, alpha, PROFILES.linearRGB),
    loss: 0,
    make: () =>
      writeTiff(WIDTH, HEIGHT, {
        kind: 'rgb',
        sample: 'float',
        values: [...rgb, ...(alpha === undefined ? [] : [alpha])],
        ...(alpha !== undefined && { alpha: 'straight' }),
      }),
  }));

/** What sharp writes with a profile, from a colour in sRGB. */
const encoded: fc.Arbitrary<AnyPicture> = fc
  .record({
    format: fc.constantFrom('jpeg', 'webp', 'avif', 'gif', 'png', 'tiff', 'deep avif'),
    profile: fc.constantFrom(undefined, 'srgb', 'p3'),
    // At the edge of sRGB, a step of YUV in Display P3 is many steps of the least channel in sRGB.
    rgb: fc.array(fc.integer({ min: 64, max: 192 }), { minLength: 3, maxLength: 3 }),
    isGrey: fc.boolean(),
  })
  .map(({ format, profile, rgb, isGrey }) => {
    const [r = 0, g = 0, b = 0] = isGrey ? [rgb[0], rgb[0], rgb[0]] : rgb;
    return {
      colour: [r / 255, g / 255, b / 255, 1],
      loss: format === 'png' || format === 'tiff' || format === 'gif' ? 1 : 4,
      make: async () => {
        const image = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: { r, g, b } } });
        if (isGrey) image.toColourspace('b-w');
        // GIF holds no profile.
        else if (profile && format !== 'gif') image.withIccProfile(profile);
        switch (format) {
          case 'deep avif':
            return image.avif({ quality: 100, bitdepth: 10, effort: 0 }).toBuffer();
          case 'avif':
            return image.avif({ quality: 100, effort: 0 }).toBuffer();
          case 'tiff':
            return image.tiff({ compression: 'none' }).toBuffer();
          default:
            return image.toFormat(format as 'jpeg', { quality: 100 }).toBuffer();
        }
      },
    };
  });

export const anyPicture = fc.oneof({ arbitrary: written, weight: 5 }, narrow, palette, float, {
  arbitrary: encoded,
  weight: 2,
});

/** Sizes at which padding is a quarter of the result or nothing, so that the corner is clearly one or the other. */
const sizes = fc.constantFrom(
  {},
  { width: 32 },
  { height: 96 },
  { width: 96, height: 48 },
  { width: 48, height: 80 },
  { width: 128, height: 96 },
);

const hex = fc.stringMatching(/^#[0-9a-f]{6}([0-9a-f]{2})?$/);

export const anyOptions: fc.Arbitrary<ConvertOptions> = fc
  .record({
    format: fc.constantFrom(...OUTPUT_FORMATS),
    size: sizes,
    fit: fc.option(fc.constantFrom(...FITS), { nil: undefined }),
    background: fc.option(hex, { nil: undefined }),
  })
  .map(({ format, size, fit, background }) => ({
    format,
    ...size,
    ...(fit && { fit }),
    ...(background && { background }),
    // PNG takes a palette with a quality, and has fewer colours then.
    ...(format !== 'png' && { quality: 100 }),
    ...(format === 'avif' && { effort: 0 }),
  }));
