/** Random values that are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to `most`. */
  integer(most: number): number;
  pick<T>(values: readonly T[]): T;
  shuffle<T>(values: readonly T[]): T[];
}

/** The mulberry32 generator. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (most: number) => Math.floor(next() * (most + 1));
  return {
    integer,
    pick: <T>(values: readonly T[]) => values[integer(values.length - 1)] as T,
    shuffle: <T>(values: readonly T[]) => {
      const rest = [...values];
      return values.map(() => rest.splice(integer(rest.length - 1), 1)[0] as T);
    },
  };
}
