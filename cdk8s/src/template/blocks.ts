import { type Condition, decided, named, not, present } from './condition.ts';
import { call, expression, isTemplate, OPEN, orEmpty, token } from './token.ts';

/** Pieces of a map or list that Helm decides on. helm.ts writes them as `{{ if }}` and `{{ with }}`. */

/** How the keys of blocks begin. */
export const IF = `${OPEN}if`;
export const SPREAD = `${OPEN}spread`;

/** The content of an `{{ if }}` block. */
export interface Block<T> {
  readonly condition: Condition;
  /** In a map. */
  readonly map: { [key: string]: T };
  /** In a list. */
  readonly list: T[];
}

/** Entries of a map that exist when a condition holds: `{...entries(condition, {…})}`. */
export function entries<T extends object>(condition: Condition, map: T): Partial<T> {
  const known = decided(condition);
  if (known !== undefined) return known ? map : {};
  // A map may have several blocks, which need different keys.
  return { [`${IF} ${expression(condition)} ${Object.keys(map)}`]: { condition, map } } as Partial<T>;
}

/** Items of a list that exist when a condition holds: `[...items(condition, […])]`. */
export function items<T>(condition: Condition, list: readonly T[]): T[] {
  const known = decided(condition);
  if (known !== undefined) return known ? [...list] : [];
  return [{ [IF]: { condition, list } } as T];
}

/** The entries of a map of the values: `{...spread(values.labels)}`. */
export function spread<T extends object>(map: T): T {
  return isTemplate(map) ? ({ [`${SPREAD} ${expression(map)}`]: map } as T) : map;
}

/** Several maps of the values in one; a later map replaces keys of those before it. */
export function merged<T extends object>(...maps: readonly T[]): T {
  const given = maps.filter((map) => isTemplate(map) || Object.keys(map).length > 0);
  if (given.length === 1) return given[0] as T;
  return given.some(isTemplate)
    ? call('mergeOverwrite', token('dict'), ...given.map(orEmpty))
    : Object.assign({}, ...given);
}

/** The items of a list of the values: `[...spreadItems(values.env)]`. */
export function spreadItems<T>(list: readonly T[]): readonly T[] {
  return isTemplate(list) ? [{ [SPREAD]: list } as T] : list;
}

/** A list with the entries of a list of the values. They take the place of those of the same name. */
export function byName<T extends { readonly name: string }>(list: readonly T[], added: readonly T[]): T[] {
  const kept = (entry: T): T[] => {
    const block = (entry as Record<string, unknown>)[IF] as Block<T> | undefined;
    if (block) return items(block.condition, block.list.flatMap(kept));
    return items(not(named(added, entry.name)), [entry]);
  };
  return [...list.flatMap(kept), ...spreadItems(added)];
}

/** The entries of a map whose values are not empty. */
export function optional<T extends object>(map: T): Partial<T> {
  const found = Object.entries(map).map(([key, value]) => entries(present(value), { [key]: value }));
  return Object.assign({}, ...found);
}

/** An object whose blocks keep their order although cdk8s sorts keys: each key begins with its position in its map. */
export function inOrder<T>(value: T): T {
  if (Array.isArray(value)) return value.map(inOrder) as T;
  if (typeof value !== 'object' || value === null) return value;
  const keyed = Object.entries(value).map(([key, inner], position) => {
    const start = [IF, SPREAD].find((one) => key.startsWith(`${one} `));
    return [start ? `${start} ${String(position).padStart(3, '0')}` : key, inOrder(inner)];
  });
  return Object.fromEntries(keyed) as T;
}
