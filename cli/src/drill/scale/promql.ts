import { interval, range, type Scale } from './scale.ts';

const DURATION = String.raw`(?:\d+(?:ms|[smhdwy]))+`;
/** In this order: text in quotes, which stays; `[range]` or `[range:step]`; `offset`. */
const TOKENS = new RegExp(
  [
    String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|${'`'}[^${'`'}]*${'`'}`,
    String.raw`\[\s*(?<range>${DURATION})\s*(?<colon>:)?\s*(?<step>${DURATION})?\s*\]`,
    String.raw`\boffset\s+(?<sign>-?)(?<offset>${DURATION})`,
  ].join('|'),
  'g',
);

/** A query with shorter ranges, steps of subqueries and offsets; nothing else changes. */
export function scaleQuery(promql: string, scale: Scale): string {
  return promql.replace(TOKENS, (...match) => {
    const groups = match.at(-1) as Record<string, string | undefined>;
    if (groups.range) {
      const step = groups.step ? interval(groups.step, scale) : '';
      return `[${range(groups.range, scale)}${groups.colon ?? ''}${step}]`;
    }
    if (groups.offset) return `offset ${groups.sign}${range(groups.offset, scale)}`;
    return match[0] as string;
  });
}
