import { createHash } from 'node:crypto';
import type { Static, TObject, TSchema } from 'typebox';
import { parse } from 'yaml';

/**
 * Manifests are written once and read two ways. As plain manifests every value is known while they are made. In the
 * chart a value is a token, a string that stands for a template expression of the same type; helm.ts writes it as one.
 * The functions here work on both, so that a construct does not know which of the two it makes.
 */
export const OPEN = '⟦';
export const CLOSE = '⟧';
const TOKEN = new RegExp(`${OPEN}(.*?)${CLOSE}`, 'gs');

/** Keys of the nodes that helm.ts turns into control structures. */
export const IF = `${OPEN}if`;
export const SPREAD = `${OPEN}spread`;

/** A token of the type that its place asks for. */
export const token = <T>(expression: string): T => `${OPEN}${expression}${CLOSE}` as unknown as T;

export const isTemplate = (value: unknown): value is string => typeof value === 'string' && value.includes(OPEN);

/** An object shaped like the values that `schema` describes, with a token in each place. */
export function tokensOf<S extends TObject>(schema: S, path = '.Values'): Static<S> {
  const leaf = ([key, property]: [string, TSchema]) => {
    const at = `${path}.${key}`;
    if ('properties' in property) return [key, tokensOf(property as TObject, at)];
    // Helm reads every number as a float, which it would print as 1e+06.
    return [key, token(type(property) === 'integer' ? `int64 ${at}` : at)];
  };
  return Object.fromEntries(Object.entries(schema.properties as Record<string, TSchema>).map(leaf)) as Static<S>;
}

const type = (schema: TSchema) => (schema as { type?: string }).type;

/** A template expression for a value: of a token its own, of text with tokens inside a printf, else a literal. */
export function expression(value: unknown): string {
  if (!isTemplate(value)) return JSON.stringify(value);
  const found = [...value.matchAll(TOKEN)].map(([, inner = '']) => (/\s/.test(inner) ? `(${inner})` : inner));
  if (value.replace(TOKEN, '') === '' && found.length === 1) return found[0] ?? '';
  const format = value.replaceAll('%', '%%').replaceAll(TOKEN, '%v');
  return `(printf ${JSON.stringify(format)} ${found.join(' ')})`;
}

/** Applies a function of templates to arguments of which one at least is a token. */
const call = <T>(name: string, ...values: readonly unknown[]): T =>
  token(`${name} ${values.map(expression).join(' ')}`);

/** Whether a value is one of several. */
export function is(value: string, ...wanted: readonly string[]): boolean {
  return isTemplate(value)
    ? call('has', value, token(`list ${wanted.map(expression).join(' ')}`))
    : wanted.includes(value);
}

/** Whether a value is there: not an empty text, list or map. */
export function present(value: unknown): boolean {
  if (isTemplate(value)) return call('not', token(`empty ${expression(value)}`));
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

export function above(value: number, limit: number): boolean {
  return isTemplate(value) ? call('gt', value, limit) : value > limit;
}

export function not(condition: boolean): boolean {
  const doubled = isTemplate(condition) && /^\(not (\S+|\([^()]*\))\)$/.exec(expression(condition))?.[1];
  if (doubled) return token(doubled.replace(/^\((.*)\)$/, '$1'));
  return isTemplate(condition) ? call('not', condition) : !condition;
}

export function all(...conditions: readonly boolean[]): boolean {
  const open = conditions.filter((condition) => condition !== true);
  if (open.some((condition) => condition === false)) return false;
  return open.length < 2 ? (open[0] ?? true) : call('and', ...open);
}

export function any(...conditions: readonly boolean[]): boolean {
  const open = conditions.filter((condition) => condition !== false);
  if (open.some((condition) => condition === true)) return true;
  return open.length < 2 ? (open[0] ?? false) : call('or', ...open);
}

/** One of two values. */
export function either<T>(condition: boolean, yes: T, no: T): T {
  return isTemplate(condition) ? call('ternary', yes, no, condition) : condition ? yes : no;
}

/** The first text that is not empty. */
export function firstOf(value: string, fallback: string): string {
  return isTemplate(value) ? call('default', fallback, value) : value || fallback;
}

/** A value as text, where Kubernetes wants no number and no boolean. */
export function asText(value: string | number | boolean): string {
  return isTemplate(value) ? call('toString', value) : String(value);
}

/** A value as JSON, with sorted keys. */
export function json(value: unknown): string {
  return isTemplate(value) ? call('toJson', value) : goJson(value);
}

/** JSON as Go writes it: sorted keys, and no characters that mean something in HTML. */
function goJson(value: unknown): string {
  const sorted = (_: string, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one;
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, sorted).replace(/[<>&]/g, escaped);
}

/** Text of YAML as a map. */
export function parsed<T extends object>(text: string): T {
  return isTemplate(text) ? call('fromYaml', text) : parse(text);
}

/** SHA-256 of texts one after the other, in hexadecimal. */
export function checksum(...texts: readonly string[]): string {
  const text = texts.join('');
  return isTemplate(text) ? call('sha256sum', text) : createHash('sha256').update(text).digest('hex');
}

let nodes = 0;
/** Several control nodes can stand in one map, which then need keys of their own. */
const unique = (key: string) => `${key} ${String(++nodes).padStart(4, '0')}`;

/** Entries of a map that are there when a condition holds: `{...entries(condition, {…})}`. */
export function entries<T extends object>(condition: boolean, map: T): Partial<T> {
  if (isTemplate(condition)) return { [unique(IF)]: { condition, map } } as Partial<T>;
  return condition ? map : {};
}

/** Items of a list that are there when a condition holds: `[...items(condition, […])]`. */
export function items<T>(condition: boolean, list: readonly T[]): T[] {
  if (isTemplate(condition)) return [{ [IF]: { condition, list } } as T];
  return condition ? [...list] : [];
}

/** The entries of a map of the values: `{...spread(values.labels)}`. */
export function spread<T extends object>(map: T): T {
  return isTemplate(map) ? ({ [unique(SPREAD)]: map } as T) : map;
}

/** The items of a list of the values: `[...spreadItems(values.env)]`. */
export function spreadItems<T>(list: readonly T[]): readonly T[] {
  return isTemplate(list) ? [{ [SPREAD]: list } as T] : list;
}

/** Entries whose value is a part of the values, each there unless that is empty. */
export function optional<T extends object>(map: T): Partial<T> {
  const found = Object.entries(map).map(([key, value]) => entries(present(value), { [key]: value }));
  return Object.assign({}, ...found);
}
