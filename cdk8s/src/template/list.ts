import { above, type Condition } from './condition.ts';
import { call, isTemplate, token } from './token.ts';

/** One of the entries that a list of the values may have. */
export interface Entry<T> {
  /** Whether the list has it. */
  readonly exists: Condition;
  /** A field of it, or empty text where the list does not have it. */
  field(name: keyof T & string): string;
}

/** The first `most` entries of a list of texts by name, whether they exist or not: the chart cannot know their number. */
export function upTo<T extends object>(most: number, list: readonly T[]): Entry<T>[] {
  return Array.from({ length: most }, (_, i) => {
    if (!isTemplate(list)) {
      const entry = list[i] as Record<string, string> | undefined;
      return { exists: above(list.length, i), field: (name) => entry?.[name] ?? '' };
    }
    // A list that is long enough: Helm computes both values of a ternary.
    const padded = call('concat', list, token(`list${' (dict)'.repeat(most)}`));
    return {
      exists: above(call('len', list), i),
      field: (name) => call('toString', call('get', call('index', padded, i), name)),
    };
  });
}
