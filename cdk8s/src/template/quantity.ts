import { call, expression, isTemplate, orEmpty, token } from './token.ts';

const STEPS = ['K', 'M', 'G', 'T', 'P', 'E'];
/** Bytes of the units of Kubernetes (`K`, `Ki`, `m`) and of Prometheus (`KB`, which is 1024 bytes). */
export const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  m: 0.001,
  k: 1000,
  ...Object.fromEntries(
    STEPS.flatMap((unit, i) => [
      [unit, 1000 ** (i + 1)],
      [`${unit}i`, 1024 ** (i + 1)],
      [`${unit}B`, 1024 ** (i + 1)],
    ]),
  ),
};

/** The template of helm.ts that prints the bytes of a size. */
export const BYTES = 'triptych.bytes';

/** The bytes of a size such as `512Mi` or `8GB`. In the chart it is a float, like a product. */
export function bytes(size: string): number {
  if (isTemplate(size)) return call('float64', token(`include ${JSON.stringify(BYTES)} ${expression(size)}`));
  const [, number = '0', unit = ''] = /^([0-9.]*)(.*)$/.exec(size) ?? [];
  return Number(number) * (UNITS[unit] ?? 0);
}

/** The product of numbers. */
export const product = (...numbers: readonly number[]): number =>
  numbers.some(isTemplate) ? call('mulf', ...numbers) : numbers.reduce((all, one) => all * one, 1);

/** A number in another unit, without the noise of binary fractions. */
export const scaled = (number: number, factor: number): number =>
  isTemplate(number) ? call('round', call('mulf', number, factor), 6) : Number((number * factor).toFixed(6));

/** A text in a map of the values, or empty text where it is not there. A number becomes text. */
export function textAt(map: object, ...path: readonly string[]): string {
  // Not toString, which writes a large number as 7e+08.
  if (isTemplate(map)) return call('trimAll', '"', call('toJson', call('dig', ...path, '', orEmpty(map))));
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], map);
  return found === undefined || found === null ? '' : String(found);
}
