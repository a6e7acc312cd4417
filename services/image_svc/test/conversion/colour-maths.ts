// Colours computed plainly: matrices and transfer functions, in floating point.
export type Triple = readonly [number, number, number];
export type Matrix = readonly [Triple, Triple, Triple];
export type Curve = (value: number) => number;

/** Linear sRGB to XYZ, both relative to D50 (Bradford; http://www.brucelindbloom.com). */
export const SRGB_TO_XYZ: Matrix = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
];

const XYZ_TO_SRGB: Matrix = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];

/** Linear Display P3 to XYZ, both relative to D50. */
export const P3_TO_XYZ: Matrix = [
  [0.515102, 0.291965, 0.157153],
  [0.241182, 0.692236, 0.0665819],
  [-0.00104941, 0.0418818, 0.784378],
];

export function apply(matrix: Matrix, [x, y, z]: Triple): Triple {
  const [r, g, b] = matrix.map((row) => row[0] * x + row[1] * y + row[2] * z);
  return [r as number, g as number, b as number];
}

/** The sRGB colour (each channel 0 to 1) nearest to a colour in XYZ: what does not fit is cut off, channel by channel. */
export function xyzToSrgb(xyz: Triple): Triple {
  const encode: Curve = (linear) => (linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055);
  return apply(XYZ_TO_SRGB, xyz).map((linear) => encode(Math.min(1, Math.max(0, linear)))) as unknown as Triple;
}
