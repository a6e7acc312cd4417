import type { Rule } from './finding.ts';

/** One of these words, in any case; another word is replaced by `otherwise`. */
export function oneOf(words: readonly string[], otherwise: string, used = otherwise): Rule {
  return (value) => {
    const word = value.trim().toLowerCase();
    if (words.includes(word)) return word === value ? undefined : { instead: word };
    return { instead: otherwise, reason: `it is not one of ${words.join(', ')}`, used };
  };
}

/** Some of these words, separated by commas; others are left out. */
export function someOf(words: readonly string[], otherwise: string): Rule {
  return (value) => {
    const asked = value.split(',').flatMap((word) => word.trim().toLowerCase() || []);
    const known = asked.filter((word) => words.includes(word));
    const unknown = asked.filter((word) => !words.includes(word));
    const instead = known.join(',') || otherwise;
    if (unknown.length === 0) return instead === value ? undefined : { instead };
    const names = unknown.map((word) => `"${word}"`).join(', ');
    return { instead, reason: `${names} is not one of ${words.join(', ')}`, used: instead };
  };
}

/** A number that `accepts` takes; another value counts as unset. */
export function numeric(accepts: (value: number) => boolean, what: string, used: string, instead?: string): Rule {
  return (value) => (accepts(Number(value)) ? undefined : { instead, reason: `it is not ${what}`, used });
}

export const isCount = (value: number) => value >= 0 && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY);

/** The variable is read by others, but has no effect here. */
export const without =
  (harmless: (value: string) => boolean, used: string): Rule =>
  (value) =>
    harmless(value.trim().toLowerCase()) ? undefined : { instead: undefined, reason: 'it has no effect here', used };
