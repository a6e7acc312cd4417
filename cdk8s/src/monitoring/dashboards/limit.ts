import { RULES } from '../alerts/index.ts';
import { isAlert } from '../rules/rule.ts';

/** The bound of an alert, from the end of the first line of its expression: panels draw a line where the alert fires. */
export function limit(alert: string): number {
  const rules = [...RULES.values()].flat().flatMap((group) => group.rules.filter(isAlert));
  const [first = ''] = rules.find((rule) => rule.alert === alert)?.expr.split('\n') ?? [];
  const [, bound] = /[<>]=? ([\d.e]+(?: \* [\d.e]+)?)$/.exec(first) ?? [];
  if (!bound)
    throw new Error(`the query of the alert "${alert}" has no bound at the end of its first line: "${first}"`);
  return bound.split(' * ').reduce((product, factor) => product * Number(factor), 1);
}
