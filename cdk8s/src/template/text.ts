import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import type { Condition } from './condition.ts';
import { call, isTemplate } from './token.ts';

/** The first text that is not empty. */
export function firstOf(value: string, fallback: string): string {
  return isTemplate(value) ? call('default', fallback, value) : value || fallback;
}

/** A value as text, where Kubernetes refuses numbers and booleans. */
export function asText(value: string | number | Condition): string {
  return isTemplate(value) ? call('toString', value) : String(value);
}

/** A value as JSON, with sorted keys. */
export function json(value: unknown): string {
  return isTemplate(value) ? call('toJson', value) : goJson(value);
}

/** JSON as Go writes it: sorted keys, and no characters that HTML gives a meaning. */
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

/** SHA-256 of the joined texts, in hexadecimal. */
export function checksum(...texts: readonly string[]): string {
  const text = texts.join('');
  return isTemplate(text) ? call('sha256sum', text) : createHash('sha256').update(text).digest('hex');
}

/** The longest beginning of a text that is valid as the value of a label. */
export function labelValue(text: string): string {
  const pattern = '^[0-9A-Za-z]([0-9A-Za-z._-]{0,61}[0-9A-Za-z])?';
  return isTemplate(text) ? call('regexFind', pattern, text) : (new RegExp(pattern).exec(text)?.[0] ?? '');
}
