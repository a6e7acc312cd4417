/** Merges values as Helm does: maps key by key, everything else as a whole; `null` takes a key of the base away. */
export function merge(base: unknown, over: unknown): unknown {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(base) || !isMap(over)) return over;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])].filter((key) => over[key] !== null);
  return Object.fromEntries(keys.map((key) => [key, key in over ? merge(base[key], over[key]) : base[key]]));
}

/** `{a: {b: value}}` for the path `a.b`. */
export const nested = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
