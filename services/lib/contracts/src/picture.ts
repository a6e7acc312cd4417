import { type Static, Type } from 'typebox';

/** Input formats. SVG is refused: it can read files, and `<use>` can make it grow exponentially. */
export const INPUT_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

export const OUTPUT_FORMATS = ['jpeg', 'png', 'webp', 'avif'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const FITS = ['inside', 'outside', 'cover', 'contain', 'fill'] as const;

export const CONTENT_TYPES: Record<InputFormat, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  tiff: 'image/tiff',
};

/** The largest side of a WebP picture in pixels; the other output formats allow at least as much. */
export const MAX_SIDE = 16_383;

const convertOptions = {
  format: Type.Enum(OUTPUT_FORMATS, { description: 'Output format' }),
  width: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SIDE, description: 'Output width in pixels' })),
  height: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SIDE, description: 'Output height in pixels' })),
  fit: Type.Optional(
    Type.Enum(FITS, {
      default: 'inside',
      description: 'How the picture fits into width × height; inside and outside never enlarge it',
    }),
  ),
  quality: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'Lossy quality; with it, PNG uses a palette',
    }),
  ),
  effort: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 9, description: 'CPU effort of the compression: WebP 0–6, AVIF 0–9, PNG 1–9' }),
  ),
  background: Type.Optional(
    Type.String({
      pattern: '^#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})$',
      description: 'Colour behind transparency and padding, as #rrggbb or #rrggbbaa',
    }),
  ),
};

/** Options of a conversion. It always strips metadata and applies the EXIF orientation. */
export const ConvertOptions = Type.Object(convertOptions, { additionalProperties: false });
export type ConvertOptions = Static<typeof ConvertOptions>;

/** Key of an object in the store: names separated by `/`, none of which is `.` or `..`; file systems limit their length. */
export const StoreKey = Type.String({
  pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,254})*$',
  maxLength: 512,
});

/** File name of an upload, without folders and control characters. */
export const PictureName = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\x00-\\x1f\\x7f/\\\\]*$',
  description: 'File name of the upload',
});

/** Request body of image_svc for a conversion from one store key to another. */
export const ConvertStoredRequest = Type.Object(
  {
    source: StoreKey,
    target: StoreKey,
    ...convertOptions,
  },
  { additionalProperties: false },
);
export type ConvertStoredRequest = Static<typeof ConvertStoredRequest>;

const PictureFacts = {
  width: Type.Integer({ description: 'Pixels' }),
  height: Type.Integer({ description: 'Pixels' }),
  bytes: Type.Integer(),
};

/** The pictures that a conversion read and wrote. */
export const ConversionResult = Type.Object({
  input: Type.Object({ format: Type.Enum(INPUT_FORMATS), ...PictureFacts }),
  output: Type.Object({
    format: Type.Enum(OUTPUT_FORMATS),
    ...PictureFacts,
    content_type: Type.String(),
    sha256: Type.String({ description: 'SHA-256 of the output bytes, in hexadecimal' }),
  }),
  duration_seconds: Type.Number({ description: 'Time to decode, resize and encode, without the wait for a converter' }),
});
export type ConversionResult = Static<typeof ConversionResult>;
