import { call, expression, isTemplate, token } from './token.ts';

/**
 * A condition that is known, or that Helm decides. At run time it is `true`, `false` or a token. A token is a string, so
 * JavaScript treats it as true. `void` is the only type that TypeScript refuses in `if`, `&&`, `!` and `?:`: ADR 009.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: the alias exists because `void` cannot be tested.
export type Condition = void;

declare const options: unique symbol;

/** One of several texts, chosen by the values. `is` compares it; `===` does not compile. */
export interface Choice<out T extends string> {
  readonly [options]: T;
}

export const ALWAYS = true as unknown as Condition;
export const NEVER = false as unknown as Condition;

/** Whether a condition holds; `undefined` where Helm decides. For template/ and chart/ only: parts decide nothing. */
export function decided(condition: Condition): boolean | undefined {
  const value: unknown = condition;
  if (typeof value === 'boolean') return value;
  if (isTemplate(value)) return undefined;
  // TypeScript lets a caller leave out a last argument whose type is void.
  throw new TypeError(`A condition is ${JSON.stringify(value)}: is an argument missing?`);
}

/** Whether a choice is one of the given options. */
export function is<T extends string>(choice: Choice<T>, ...wanted: readonly NoInfer<T>[]): Condition {
  if (isTemplate(choice)) return call('has', choice, token(`list ${wanted.map(expression).join(' ')}`));
  return wanted.includes(chosen(choice) as T) ? ALWAYS : NEVER;
}

/** Whether two texts are the same. */
export function equal(one: string, other: string): Condition {
  if ([one, other].some(isTemplate)) return call('eq', one, other);
  return one === other ? ALWAYS : NEVER;
}

/** Whether a text contains another one. */
export function includes(text: string, part: string): Condition {
  const found = text.includes(part) ? ALWAYS : NEVER;
  return isTemplate(text) ? call('contains', part, text) : found;
}

/** Whether a value is there: not an empty text, list or map. */
export function present(value: unknown): Condition {
  if (isTemplate(value)) return call('not', token(`empty ${expression(value)}`));
  const found = typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
  return found ? ALWAYS : NEVER;
}

/** Whether a list has an entry of this name. In the chart the answer is text, so only `if` and `not` take it. */
export function named(list: readonly { readonly name: string }[], name: string): Condition {
  if (!isTemplate(list)) return list.some((entry) => entry.name === name) ? ALWAYS : NEVER;
  return call('include', NAMED, token(`list ${expression(list)} ${expression(name)}`));
}

/** The template of helm.ts that prints something when a list has an entry of a name. */
export const NAMED = 'triptych.named';

/** Whether two entries of a list have the same name. In the chart the answer is text, as that of `named`. */
export function repeats(list: readonly { readonly name: string }[]): Condition {
  if (!isTemplate(list)) return new Set(list.map(({ name }) => name)).size < list.length ? ALWAYS : NEVER;
  return call('include', REPEATS, list);
}

/** The template of helm.ts that prints something when two entries of a list have the same name. */
export const REPEATS = 'triptych.repeats';

/** Whether a number is greater than a limit. */
export function above(value: number, limit: number): Condition {
  if ([value, limit].some(isTemplate)) return call('gt', value, limit);
  return value > limit ? ALWAYS : NEVER;
}

export function not(condition: Condition): Condition {
  const known = decided(condition);
  if (known !== undefined) return known ? NEVER : ALWAYS;
  const doubled = /^\(not (\S+|\([^()]*\))\)$/.exec(expression(condition))?.[1];
  return doubled ? token(doubled.replace(/^\((.*)\)$/, '$1')) : call('not', condition);
}

/** Whether every condition holds. */
export function all(...conditions: readonly Condition[]): Condition {
  const open = conditions.filter((condition) => decided(condition) !== true);
  if (open.some((condition) => decided(condition) === false)) return NEVER;
  return open.length < 2 ? (open[0] ?? ALWAYS) : call('and', ...open);
}

/** Whether at least one condition holds. */
export function any(...conditions: readonly Condition[]): Condition {
  const open = conditions.filter((condition) => decided(condition) !== false);
  if (open.some((condition) => decided(condition) === true)) return ALWAYS;
  return open.length < 2 ? (open[0] ?? NEVER) : call('or', ...open);
}

/** One of two values. */
export function either<T>(condition: Condition, yes: T, no: T): T {
  const known = decided(condition);
  return known === undefined ? call('ternary', yes, no, condition) : known ? yes : no;
}

/** A condition as a field of a manifest whose type is boolean. */
export const asBoolean = (condition: Condition): boolean => condition as unknown as boolean;

/** A choice as text of a manifest. */
export const chosen = (choice: Choice<string>): string => choice as unknown as string;
