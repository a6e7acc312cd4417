import type { Static, TObject, TSchema } from 'typebox';
import type { Choice, Condition } from './condition.ts';
import { token } from './token.ts';

/**
 * Values as parts see them: known, or tokens. A flag is a Condition and a text with fixed options is a Choice, so code
 * that treats a token as a boolean or a text does not compile.
 */
export type Undecided<T> = [T] extends [boolean]
  ? Condition
  : [T] extends [string]
    ? string extends T
      ? T
      : Choice<T>
    : T extends number | readonly unknown[]
      ? T
      : { readonly [K in keyof T]: Undecided<T[K]> };

/** Known values, as parts see them. */
export const undecided = <T extends object>(values: T): Undecided<T> => values as unknown as Undecided<T>;

/** An object shaped like the values that `schema` describes, with a token in each place. */
export function tokensOf<S extends TObject>(schema: S, path = '.Values'): Undecided<Static<S>> {
  const leaf = ([key, property]: [string, TSchema]) => {
    const at = `${path}.${key}`;
    if ('properties' in property) return [key, tokensOf(property as TObject, at)];
    // Helm reads every number as a float, which it would print as 1e+06.
    return [key, token(typeOf(property) === 'integer' ? `int64 ${at}` : at)];
  };
  return Object.fromEntries(Object.entries(schema.properties as Record<string, TSchema>).map(leaf));
}

const typeOf = (schema: TSchema) => (schema as { type?: string }).type;
