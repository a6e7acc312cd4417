import { RULES } from '../../../../src/monitoring/alerts/index.ts';
import { isAlert } from '../../../../src/monitoring/rules/rule.ts';

export const GROUPS = [...RULES].flatMap(([file, groups]) => groups.map((group) => ({ file, ...group })));

/** Recording rules and alerts, each with a unique name. */
export const ALL = GROUPS.flatMap(({ rules }) => rules).map((rule) => ({
  rule,
  name: isAlert(rule)
    ? `${rule.alert} (${rule.labels.severity})`
    : [rule.record, ...Object.values(rule.labels ?? {})].join(' '),
}));

export const ALERTS = ALL.flatMap(({ rule, name }) => (isAlert(rule) ? [{ ...rule, name }] : []));

/** A template with a possible value for each label. */
export const filled = (template: string): string => template.replace(/\{\{.*?\}\}/g, 'any');
