/**
 * Manifests are written once and read two ways. In plain manifests every value is known while they are made. In the
 * chart a value is a token: a string that stands for a template expression of the same type. helm.ts writes tokens as
 * Helm's template language. The functions of this folder work on both, so a part does not know which of the two it makes.
 */
export const OPEN = '⟦';
export const CLOSE = '⟧';
const TOKEN = new RegExp(`${OPEN}(.*?)${CLOSE}`, 'gs');

/** A token of the type that its place needs. */
export const token = <T>(expression: string): T => `${OPEN}${expression}${CLOSE}` as unknown as T;

/** Whether a value is, or contains, a token. */
export const isTemplate = (value: unknown): value is string => typeof value === 'string' && value.includes(OPEN);

/** The template expression of a value: of a token its own, of text with tokens inside a printf, else a literal. */
export function expression(value: unknown): string {
  if (!isTemplate(value)) return JSON.stringify(value);
  const found = [...value.matchAll(TOKEN)].map(([, inner = '']) => (/\s/.test(inner) ? `(${inner})` : inner));
  if (value.replace(TOKEN, '') === '' && found.length === 1) return found[0] ?? '';
  const format = value.replaceAll('%', '%%').replaceAll(TOKEN, '%v');
  return `(printf ${JSON.stringify(format)} ${found.join(' ')})`;
}

/** Calls a function of the template language; at least one argument is a token. */
export const call = <T>(name: string, ...values: readonly unknown[]): T =>
  token(`${name} ${values.map(expression).join(' ')}`);

/** A map of the values, or an empty one where `null` has taken it away. */
export const orEmpty = <T extends object>(map: T): T => (isTemplate(map) ? call('default', token('dict'), map) : map);
