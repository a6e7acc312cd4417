import { merge, nested } from '../template/merge.ts';
import { defaults, type Values } from '../values.ts';
import { leaves } from './values-file.ts';

/** All values: `base`, the defaults unless named, with changes in which `null` takes a value away, as for Helm. */
export function completed(changes: object, base: object = defaults()): Values {
  const merged = merge(base, changes);
  const absent = leaves().filter(({ path }) => valueAt(merged, path) === undefined);
  return absent.reduce((all, { path, value }) => merge(all, nested(path, emptied(value))), merged) as Values;
}

/** What a template makes of a value that is not there. */
function emptied(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return [];
  return typeof value === 'object' ? {} : undefined;
}

const valueAt = (values: unknown, path: string): unknown =>
  path.split('.').reduce((found, key) => (found as Record<string, unknown> | undefined)?.[key], values);
